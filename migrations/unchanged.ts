import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import type { DataSource, MigrationInterface, QueryRunner } from 'typeorm';

/*
 * A migration that a database has had never changes: the database knows it by name, would not run it again, and would
 * lack what was added. TypeORM's own table therefore keeps beside each name what it did.
 */

/** A migration and the schema whose table remembers it. */
interface Migration {
  schema: string;
  name: string;
  sha256: string;
}

/** What a migration does: SHA-256 of its statements in order, however they are laid out in the file. */
export async function sha256Of(migration: Pick<MigrationInterface, 'up'>): Promise<string> {
  const hash = createHash('sha256');
  const query = (sql: string, parameters: unknown[] = []) => {
    hash.update(`${JSON.stringify([sql.replace(/\s+/g, ' ').trim(), parameters])}\n`);
    return Promise.resolve([]);
  };
  await migration.up({ query } as unknown as QueryRunner);
  return hash.digest('hex');
}

/** @throws Error naming the file of each that is not what this database has had, and what to do; nothing was changed */
export async function refuseChanged(source: DataSource, known: readonly Migration[]) {
  const had = await remembered(source, known);
  const changed = known.filter(({ name, sha256 }) => (had.get(name) ?? sha256) !== sha256);
  if (changed.length === 0) return;
  const files = changed.map(({ schema, name }) => `migrations/${schema}/${fileOf(schema, name)}`);
  throw new Error(
    `This database has had another ${files.join(', ')} than is here; nothing was changed. Put the file back as it was ` +
      'released and write a new migration. Where the database was brought up to it by hand, say so: ' +
      changed.map(({ name }) => `node migrations/run.ts accept ${name}`).join('; '),
  );
}

/** Keeps what those did that the database has had and of which nothing is kept yet. */
export async function remember(source: DataSource, known: readonly Migration[]): Promise<void> {
  for (const schema of new Set(known.map((one) => one.schema))) await addColumn(source, schema);
  for (const { schema, name, sha256 } of known) {
    await source.query(
      `UPDATE "${schema}".migrations SET sha256 = $2 WHERE name = $1 AND sha256 IS NULL`,
      [name, sha256],
    );
  }
}

/** Takes a migration as it is now for what the database has had. @returns whether the database has had it */
export async function accept(
  source: DataSource,
  { schema, name, sha256 }: Migration,
): Promise<boolean> {
  await addColumn(source, schema);
  const [, rows] = await source.query<[unknown, number]>(
    `UPDATE "${schema}".migrations SET sha256 = $2 WHERE name = $1`,
    [name, sha256],
  );
  return rows > 0;
}

const addColumn = (source: DataSource, schema: string) =>
  source.query(`ALTER TABLE "${schema}".migrations ADD COLUMN IF NOT EXISTS sha256 text`);

async function remembered(source: DataSource, known: readonly Migration[]) {
  const had = new Map<string, string | null>();
  for (const schema of new Set(known.map((one) => one.schema))) {
    const [table] = await source.query<{ there: boolean }[]>(`SELECT to_regclass($1) IS NOT NULL AS there`, [`${schema}.migrations`]);
    if (!table?.there) continue;
    // Read as JSON: a database from before this was kept has no such column yet.
    const rows = await source.query<{ name: string; sha256: string | null }[]>(
      `SELECT name, to_jsonb(m) ->> 'sha256' AS sha256 FROM "${schema}".migrations AS m`,
    );
    rows.forEach((row) => had.set(row.name, row.sha256));
  }
  return had;
}

/** Of Recurring1760000000022: the file that begins with 22. */
function fileOf(schema: string, name: string): string {
  const files = readdirSync(new URL(`./${schema}/`, import.meta.url));
  return files.find((file) => file.startsWith(`${name.slice(-2)}-`)) ?? name;
}
