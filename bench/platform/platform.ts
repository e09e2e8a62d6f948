import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import {
  createApp,
  Database,
  LineLogger,
  readConfig,
  Sessions,
  systemCtx,
  Accounts,
  type Ctx,
  Users,
} from '@cadastre/api/embedded';
import { migrate } from '../../migrations/run.ts';
import { DATA_DIR } from '../../scripts/lib/config.ts';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import { createDatabase } from '../../scripts/lib/postgres.ts';
import type { Places } from './services.ts';

/** A compliance officer who is signed in. */
export interface Officer {
  ctx: Ctx & { actor: NonNullable<Ctx['actor']> };
  token: string;
  /** Another session's token: one lasts some minutes. */
  signIn(): Promise<string>;
}

/** The platform in this process, on a database of its own. */
export interface Platform {
  app: Awaited<ReturnType<typeof createApp>>;
  db: Database;
  databaseUrl: string;
  url: string;
  officers: Officer[];
  stop(): Promise<void>;
}

/** Workers are not started: whoever wants commands to leave starts them. */
export async function openPlatform(
  places: Places,
  name: string,
  officers: number,
): Promise<Platform> {
  const databaseUrl = await createDatabase(places.databaseUrl, name);
  await migrate(databaseUrl);
  const config = readConfig({
    NODE_ENV: 'development',
    PORT: '0',
    DATABASE_URL: databaseUrl,
    RPC_URL: places.rpcUrl,
    DEPLOYMENT_FILE: places.deploymentFile,
    CLOCK: 'wall',
    CONFIRMATIONS: '1',
    JWT_SECRET: randomBytes(32).toString('hex'),
    DATA_KEY: randomBytes(32).toString('base64'),
    DOCUMENTS_DIR: join(places.folder, 'documents'),
    DATA_DIR,
    DEV_MNEMONIC,
    OPERATOR_EMAIL: 'operator@cadastre.test',
    OPERATOR_PASSWORD: 'operator-password-1',
  });
  const app = await createApp(config, new LineLogger(['fatal', 'error']));
  await app.listen(0, '127.0.0.1');
  return {
    app,
    db: app.get(Database),
    databaseUrl,
    url: await app.getUrl(),
    officers: await Promise.all(Array.from({ length: officers }, (_, i) => officer(app, i))),
    stop: () => app.close(),
  };
}

async function officer(app: Platform['app'], i: number): Promise<Officer> {
  const [db, users, accounts, sessions] = [
    app.get(Database),
    app.get(Users),
    app.get(Accounts),
    app.get(Sessions),
  ];
  const { user, organisationId, membership } = await db.transaction(async () => {
    const email = `officer-${i}@cadastre.test`;
    const someone = await users.create({ email, name: `Officer ${i}`, passwordHash: 'none' });
    const { id } = await accounts.platform();
    return {
      user: someone,
      organisationId: id,
      membership: await users.join(someone, { id }, 'compliance'),
    };
  });
  const signIn = async () => {
    const start = () => sessions.start(systemCtx('bench-sign-in'), membership);
    return (await db.transaction(start)).view.accessToken;
  };
  const actor = {
    userId: user.id,
    organisationId,
    role: 'compliance' as const,
    sessionId: user.id,
  };
  const ctx = { actor, correlationId: `bench-officer-${i}` };
  return { ctx, token: await signIn(), signIn };
}
