import 'reflect-metadata';
import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import pg from 'pg';
import request from 'supertest';
import { createApp } from '../app.js';
import type { OrganisationKind } from '../accounts/account.entity.js';
import { Accounts } from '../accounts/accounts.service.js';
import { Sessions } from '../accounts/sessions.service.js';
import { Users } from '../accounts/users.service.js';
import { type Environment, readConfig } from '../platform/config.js';
import { type Ctx, type Role, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { LineLogger } from '../platform/logger.js';
import { Workers } from '../platform/workers.js';
import { TestClient } from './test-client.js';

export const OPERATOR = { email: 'operator@cadastre.test', password: 'operator-password-1' };

/** A signed-in person: who they are, and a client that speaks as them. */
export interface Persona {
  userId: string;
  organisationId: string;
  role: Role;
  email: string;
  /** For calling services directly. */
  ctx: Ctx;
  http: TestClient;
}

/** The application on a database of its own, with people to act in it. */
export interface TestApp {
  app: NestExpressApplication;
  db: Database;
  /** Speaks as nobody. */
  anonymous: TestClient;
  documentsDir: string;
  get<T>(type: abstract new (...parameters: never[]) => T): T;
  /** A new person in a new organisation (staff roles: in the platform's), signed in. */
  signIn(role: Role, options?: { organisationId?: string }): Promise<Persona>;
  close(): Promise<void>;
}

export interface TestAppOptions {
  /** Overrides of the environment. */
  env?: Partial<Record<keyof Environment, string>>;
  /** Starts the background workers (outbox, ledger, expiry) as the real process does. */
  workers?: boolean;
  /** Modules that only this test needs, e.g. with a controller to probe the platform. */
  modules?: Type[];
}

/** The whole application on a fresh copy of the migrated template database: some 0.3 s. */
export async function startTestApp({
  env,
  workers,
  modules,
}: TestAppOptions = {}): Promise<TestApp> {
  const database = await freshDatabase();
  const documentsDir = await mkdtemp(join(tmpdir(), 'cadastre-test-'));
  const config = readConfig({ ...testEnvironment(database.url, documentsDir), ...env });
  const app = await createApp(config, new LineLogger(['fatal', 'error']), modules);
  await app.listen(0, '127.0.0.1');
  if (workers) app.get(Workers).start();
  const anonymous = new TestClient(request(app.getHttpServer()));
  return {
    app,
    db: app.get(Database),
    anonymous,
    documentsDir,
    get: (type) => app.get(type),
    signIn: (role, options) => signIn(app, role, options?.organisationId),
    close: async () => {
      await app.close();
      await database.drop();
      await rm(documentsDir, { recursive: true, force: true });
    },
  };
}

/** What `readConfig` needs; the chain's parts point nowhere unless the test run has a node. */
export function testEnvironment(databaseUrl: string, documentsDir: string): NodeJS.ProcessEnv {
  return {
    NODE_ENV: 'test',
    PORT: '0',
    PUBLIC_URL: 'http://localhost:3000',
    DATABASE_URL: databaseUrl,
    RPC_URL: process.env['TEST_RPC_URL'] ?? 'http://127.0.0.1:9',
    DEPLOYMENT_FILE: join(documentsDir, 'deployment.json'),
    CLOCK: 'wall',
    CONFIRMATIONS: '1',
    JWT_SECRET: 'a secret that is used in tests only, never elsewhere',
    DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
    DOCUMENTS_DIR: join(documentsDir, 'documents'),
    DATA_DIR: new URL('../../../data', import.meta.url).pathname,
    DEV_MNEMONIC:
      process.env['DEV_MNEMONIC'] ?? 'test test test test test test test test test test test junk',
    OPERATOR_EMAIL: OPERATOR.email,
    OPERATOR_PASSWORD: OPERATOR.password,
  };
}

/** A copy of the migrated template that the test run made once. */
export async function freshDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env['TEST_DATABASE_URL'];
  const template = process.env['TEST_TEMPLATE'];
  if (!server || !template)
    throw new Error('run through jest: its global set-up starts PostgreSQL');
  const name = `t_${randomBytes(6).toString('hex')}`;
  await onServer(server, `CREATE DATABASE ${name} TEMPLATE "${template}"`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => onServer(server, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const KIND: Partial<Record<Role, OrganisationKind>> = { issuer: 'issuer', investor: 'investor' };

/** Straight through the services, without hashing a password: a few milliseconds. */
async function signIn(
  app: NestExpressApplication,
  role: Role,
  organisationId?: string,
): Promise<Persona> {
  const [users, accounts] = [app.get(Users), app.get(Accounts)];
  const email = `${role}-${randomUUID()}@cadastre.test`;
  return app.get(Database).transaction(async () => {
    const user = await users.create({ email, name: `A ${role}`, passwordHash: 'none' });
    const kind = KIND[role];
    const organisation = organisationId
      ? { id: organisationId }
      : kind
        ? await users.createOrganisation(kind, kind === 'issuer' ? 'Example Issuer' : null)
        : await accounts.platform();
    const membership = await users.join(user, organisation, role);
    const { view } = await app.get(Sessions).start(systemCtx('test-sign-in'), membership);
    const claims = JSON.parse(
      Buffer.from(view.accessToken.split('.')[1] ?? '', 'base64url').toString(),
    ) as { sid: string };
    const actor = { userId: user.id, organisationId: organisation.id, role, sessionId: claims.sid };
    return {
      userId: user.id,
      organisationId: organisation.id,
      role,
      email,
      ctx: { actor, correlationId: `test-${role}` },
      http: new TestClient(request(app.getHttpServer()), view.accessToken),
    };
  });
}
