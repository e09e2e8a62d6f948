import { readdirSync, readFileSync } from 'node:fs';
import type { Database } from './database.js';

/** The workspace's migrations; the same place from the source and from the built file. */
const FOLDER = new URL('../../../migrations/oracle/', import.meta.url);

/** Names of the migrations this code needs that the database has not had. */
export async function pendingMigrations(db: Database): Promise<string[]> {
  const [table] = await db.sql<{ there: boolean }>(
    `SELECT to_regclass('oracle.migrations') IS NOT NULL AS there`,
  );
  const done = table?.there
    ? await db.sql<{ name: string }>('SELECT name FROM oracle.migrations')
    : [];
  const names = new Set(done.map((row) => row.name));
  return needed().filter((name) => !names.has(name));
}

/** Read as text: to run them Node would load its TypeScript compiler, 16 MB that nothing else here needs. */
function needed(): string[] {
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => {
      const text = readFileSync(new URL(file, FOLDER), 'utf8');
      return /^ {2}name = '(\w+)';$/m.exec(text)?.[1] ?? [];
    });
}
