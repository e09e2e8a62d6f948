import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import request, { type Response } from 'supertest';
import { z } from 'zod';
import { ROLES, type Role } from './platform/context.js';
import type { Route } from './platform/routes.js';
import { RowPlanter } from './testing/rows.js';
import type { Persona, TestApp } from './testing/test-app.js';
import { TestClient } from './testing/test-client.js';
import { wordless } from './testing/wordless.js';
import { startWholeApi } from './testing/whole-api.js';

/** Where the first segment of a route does not name its table. */
const TABLES: Record<string, string> = {
  operations: 'chain_command',
  'kyc-cases': 'kyc_case',
  'wallet-recoveries': 'wallet_recovery',
  webhooks: 'webhook_endpoint',
};

/**
 * Routes through which one tenant may know of another's: none but what everybody signed in may ask.
 */
const SHARED = new Set(['POST /api/v1/tokens/:id/transfers/preflight']);

const TENANTS: readonly Role[] = ['issuer', 'investor'];

let t: TestApp;
let routes: Route[];
let document: OpenAPIObject;
let people: Record<Role, Persona>;

beforeAll(async () => {
  ({ t, routes, document, people } = await startWholeApi());
});
afterAll(() => t.close());

interface Answer {
  status: number;
  code: string | undefined;
}

async function call(http: TestClient, route: Route, path: string): Promise<Answer> {
  const method = route.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete';
  const test = http.raw(method, path).set('Idempotency-Key', randomUUID()).timeout(30_000);
  const body = bodyFor(route);
  if (typeof body === 'string') test.set('Content-Type', 'text/csv');
  // A stream that was opened has no end to wait for.
  if (route.path.endsWith('/stream')) test.buffer(true).parse(headOfStream);
  const answer = await test.send(body as object | string | undefined);
  return { status: answer.status, code: (answer.body as { code?: string }).code };
}

/** Reads an answer whole, unless it is a stream of events: of that the head only. */
function headOfStream(
  response: Response,
  done: (error: Error | null, body: unknown) => void,
): void {
  const incoming = response as unknown as IncomingMessage;
  if (incoming.headers['content-type']?.startsWith('text/event-stream')) {
    done(null, {});
    incoming.destroy();
    return;
  }
  const chunks: Buffer[] = [];
  incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
  incoming.on('end', () => done(null, JSON.parse(Buffer.concat(chunks).toString()) as unknown));
}

const label = ({ method, path }: Route) => `${method} ${path}`;

interface Documented {
  parameters?: { name: string }[];
  requestBody?: Content;
  responses: Record<string, Content>;
}
interface Content {
  content?: Record<string, { example?: unknown }>;
}

/** The route in the OpenAPI document. */
const documented = ({ method, path }: Route): Documented | undefined => {
  const item = document.paths[path.replace(/:(\w+)/g, '{$1}')] as Record<string, unknown>;
  return item[method.toLowerCase()] as Documented | undefined;
};
const exampleIn = (said: Content | undefined): unknown =>
  Object.values(said?.content ?? {})[0]?.example;

/** What the document gives as an example is what is sent. */
const bodyFor = (route: Route): unknown =>
  route.body ? exampleIn(documented(route)?.requestBody) : undefined;

const withIds = (path: string, id: (parameter: string) => string) =>
  path.replace(/:(\w+)/g, (_, parameter: string) => id(parameter));

describe('every route', () => {
  it('says what it answers', () => {
    const silent = routes.filter(({ returns }) => returns === null).map(label);
    expect(silent).toEqual([]);
  });

  it('is documented with examples of body and answer that its own schemas take', () => {
    const wrong: string[] = [];
    const check = (what: string, schema: z.ZodType | null | undefined, example: unknown) => {
      const said = schema?.safeParse(example);
      if (said?.success === false) wrong.push(`${what}: ${said.error.message}`);
    };
    for (const route of routes) {
      const operation = documented(route);
      check(`body of ${label(route)}`, route.body, exampleIn(operation?.requestBody));
      const { status, schema } = route.returns ?? { status: 0, schema: null };
      check(`answer of ${label(route)}`, schema, exampleIn(operation?.responses[status]));
    }
    expect(wrong).toEqual([]);
    expect(routes.filter(({ body }) => body).length).toBeGreaterThan(100);
  });

  it('says in words how a field must be written', () => {
    const silent = routes.flatMap((route) =>
      (route.body ? wordless(route.body) : []).map((field) => `${label(route)} ${field}`),
    );
    expect(silent).toEqual([]);
  });

  it('that answers page by page takes the cursor it gives, and how many', () => {
    const paged = routes.filter(({ returns }) => {
      const schema = returns?.schema;
      return schema instanceof z.ZodObject && 'nextCursor' in schema.shape;
    });
    const deaf = paged.filter((route) => {
      const names = documented(route)?.parameters?.map(({ name }) => name) ?? [];
      return !names.includes('after') || !names.includes('limit');
    });
    expect(deaf.map(label)).toEqual([]);
    expect(paged.length).toBeGreaterThan(30);
  });

  it('that moves money asks for an idempotency key', async () => {
    const moving = routes.filter(({ idempotent }) => idempotent);
    const wrong: string[] = [];
    for (const route of moving) {
      const role = ROLES.find((one) => route.access !== 'public' && route.access.includes(one));
      const method = route.method.toLowerCase() as 'post';
      const path = withIds(route.path, () => randomUUID());
      const test = people[role ?? 'operator'].http.raw(method, path);
      const { code } = (await test.send(bodyFor(route) as object)).body as { code?: string };
      if (code !== 'idempotency_key_required') wrong.push(`${label(route)} answers ${code}`);
    }
    expect(wrong).toEqual([]);
    expect(moving.length).toBeGreaterThan(40);
  });

  it('is closed to people who are not signed in, unless it is declared public', async () => {
    const wrong: string[] = [];
    for (const route of routes) {
      const answer = await call(
        t.anonymous,
        route,
        withIds(route.path, () => randomUUID()),
      );
      const closed = answer.code === 'not_signed_in';
      if (closed !== (route.access !== 'public') || answer.status === 500) {
        wrong.push(`${label(route)} answers ${answer.status} ${answer.code}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it.each(ROLES)('is open to the role %s exactly where it is declared so', async (role) => {
    const wrong: string[] = [];
    for (const route of routes.filter(({ access }) => access !== 'public')) {
      const who = route.path.endsWith('/logout') ? await t.signIn(role) : people[role];
      const answer = await call(
        who.http,
        route,
        withIds(route.path, () => randomUUID()),
      );
      const denied = answer.status === 403 && answer.code === 'role_not_allowed';
      const failed = answer.status === 401 || answer.status >= 500;
      if (denied === route.access.includes(role) || failed) {
        wrong.push(`${label(route)} answers ${answer.status} ${answer.code}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('an API key', () => {
  const keyOf = async (role: Role, scopes: string[]): Promise<TestClient> => {
    const { body } = await people[role].http.post('/api-keys', { name: 'x', scopes }).expect(201);
    return new TestClient(request(t.app.getHttpServer()), (body as { key: string }).key);
  };
  /** What a key was denied, by its code; null where it came through. */
  const denied = async (http: TestClient, route: Route): Promise<string | null> => {
    const { status, code } = await call(
      http,
      route,
      withIds(route.path, () => randomUUID()),
    );
    return status === 403 || status === 401 || status >= 500 ? `${status} ${code}` : null;
  };

  it.each(ROLES)('of the role %s opens what its scopes name and nothing else', async (role) => {
    const scopes = (await people[role].http.get('/api-keys/scopes').expect(200)).body
      .scopes as string[];
    const one = scopes[0] ?? '';
    const [all, narrow] = [await keyOf(role, scopes), await keyOf(role, [one])];
    const wrong: string[] = [];
    for (const route of routes.filter(({ access }) => access !== 'public')) {
      const mayBe = route.access.includes(role);
      const needs = !mayBe
        ? '403 role_not_allowed'
        : route.scope === null
          ? '403 people_only'
          : null;
      const narrowly = needs ?? (route.scope === one ? null : '403 scope_missing');
      for (const [key, expected] of [
        [all, needs],
        [narrow, narrowly],
      ] as const) {
        const got = await denied(key, route);
        if (got !== expected) wrong.push(`${label(route)}: ${got}, not ${expected}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe("another tenant's id", () => {
  const tableOf = (route: Route, parameter: string): string => {
    const named = /^(\w+)Id$/.exec(parameter)?.[1];
    if (named) return named;
    const segment = route.path.split('/:')[0]?.split('/').at(-1) ?? '';
    return TABLES[segment] ?? segment.replace(/s$/, '').replaceAll('-', '_');
  };

  it('is not found, on every route that takes one and with every tenant role', async () => {
    const [owner, stranger] = [await t.signIn('issuer'), people];
    const [membership] = await t.db.sql<{ id: string }>(
      'SELECT id FROM api.membership WHERE user_id = $1',
      [owner.userId],
    );
    const planter = new RowPlanter(
      t.db,
      new Map([
        ['organisation', { id: owner.organisationId }],
        ['user_account', { id: owner.userId }],
        ['membership', { id: membership?.id }],
      ]),
    );
    const wrong: string[] = [];
    // What only staff may call belongs to no tenant: there is nothing to plant.
    const scoped = routes.filter(
      (route) =>
        route.path.includes('/:') &&
        route.access !== 'public' &&
        TENANTS.some((role) => route.access.includes(role)) &&
        !SHARED.has(label(route)),
    );
    for (const route of scoped) {
      const [first] = /(?<=:)\w+/.exec(route.path) ?? [''];
      const { id } = await planter.plant(tableOf(route, first));
      for (const role of TENANTS.filter((one) => route.access.includes(one))) {
        const path = withIds(route.path, (parameter) => (parameter === first ? String(id) : 'x'));
        const answer = await call(stranger[role].http, route, path);
        if (answer.status !== 404 || answer.code !== 'not_found') {
          wrong.push(`${label(route)} answers ${role} with ${answer.status} ${answer.code}`);
        }
      }
    }
    expect(wrong).toEqual([]);
    expect(scoped.length).toBeGreaterThan(3);
  });
});
