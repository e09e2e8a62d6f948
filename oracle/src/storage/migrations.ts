import type { Database } from './database.js';

/** The workspace's migrations; the same place from the source and from the built file. */
const SOURCE = new URL('../../../migrations/oracle/index.ts', import.meta.url);

interface Migrations {
  oracleMigrations: { name: string }[];
}

/** Names of the migrations this code needs that the database has not had. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const { oracleMigrations } = (await import(SOURCE.href)) as Migrations;
  const [table] = await db.sql<{ there: boolean }>(
    `SELECT to_regclass('oracle.migrations') IS NOT NULL AS there`,
  );
  const done = table?.there
    ? await db.sql<{ name: string }>('SELECT name FROM oracle.migrations')
    : [];
  const names = new Set(done.map((row) => row.name));
  return oracleMigrations.map(({ name }) => name).filter((name) => !names.has(name));
}
