import type { Database } from './database.js';

/** The workspace's migrations; next to `api` both as source and as built. */
const SOURCE = new URL('../../../migrations/api/index.ts', import.meta.url);

interface Migrations {
  apiMigrations: { name: string }[];
}

/** Names of the migrations this code needs that the database has not had. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const { apiMigrations } = (await import(SOURCE.href)) as Migrations;
  const done = await appliedMigrations(db);
  return apiMigrations.map(({ name }) => name).filter((name) => !done.includes(name));
}

/** Names of the migrations the database has had, oldest first. */
export async function appliedMigrations(db: Database): Promise<string[]> {
  const [table] = await db.sql<{ there: boolean }>(
    `SELECT to_regclass('api.migrations') IS NOT NULL AS there`,
  );
  if (!table?.there) return [];
  const rows = await db.sql<{ name: string }>('SELECT name FROM api.migrations ORDER BY id');
  return rows.map(({ name }) => name);
}
