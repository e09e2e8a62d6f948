// Jest's globalSetup, for all test files of a run: one PostgreSQL with a migrated template database,
// one local chain with the platform on it, and that chain saved, for those that need one of their own.
// Native ES module: Jest leaves it to Node, which can read the .ts below.
import { migrate } from '../../migrations/run.ts';
import { startAnvil } from './anvil.ts';
import { DEV_MNEMONIC } from './dev-keys.ts';
import { savePlatform } from './platform-chain.ts';
import { createDatabase, startPostgres } from './postgres.ts';

const TEMPLATE = 'cadastre_template';

export default async function start() {
  const [postgres, anvil] = await Promise.all([startPostgres({ ephemeral: true }), startAnvil()]);
  globalThis.__cadastreServices = [postgres, anvil];
  await migrate(await createDatabase(postgres.url, TEMPLATE));
  const platform = await savePlatform(anvil.url);
  globalThis.__cadastreServices.push({ stop: () => platform.discard() });
  process.env.TEST_PLATFORM = JSON.stringify(platform);
  process.env.TEST_DATABASE_URL = postgres.url;
  process.env.TEST_TEMPLATE = TEMPLATE;
  process.env.TEST_RPC_URL = anvil.url;
  process.env.DEV_MNEMONIC ??= DEV_MNEMONIC;
}
