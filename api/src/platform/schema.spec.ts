import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { freshDatabase, startTestApp, type TestApp } from '../testing/test-app.js';

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
});
afterAll(() => t.close());

interface ColumnRow {
  table: string;
  column: string;
  type: string;
  nullable: boolean;
}

/** As information_schema names types, from how the entities name them. */
const TYPES: Record<string, string> = {
  'timestamp with time zone': 'timestamp with time zone',
  timestamptz: 'timestamp with time zone',
  int: 'integer',
  int4: 'integer',
  int8: 'bigint',
  int2: 'smallint',
  bool: 'boolean',
};

it('entities and the migrated schema have the same columns, types and nullability', async () => {
  const rows = await t.db.sql<ColumnRow>(
    `SELECT table_name AS table, column_name AS column, is_nullable = 'YES' AS nullable,
            CASE WHEN data_type = 'ARRAY' THEN ltrim(udt_name, '_') || '[]' ELSE data_type END AS type
     FROM information_schema.columns WHERE table_schema = 'api'`,
  );
  const known = new Map(rows.map((row) => [`${row.table}.${row.column}`, row]));
  const differences: string[] = [];
  for (const entity of t.db.dataSource.entityMetadatas) {
    const mapped = new Set(entity.columns.map(({ databaseName }) => databaseName));
    for (const column of entity.columns) {
      const name = `${entity.tableName}.${column.databaseName}`;
      const row = known.get(name);
      if (!row) {
        differences.push(`${name} is mapped and not migrated`);
        continue;
      }
      const type = String(column.type);
      if (!column.isArray && (TYPES[type] ?? type) !== row.type) {
        differences.push(`${name} is mapped as ${type} and is ${row.type}`);
      }
      if (column.isNullable !== row.nullable) {
        differences.push(`${name} is ${row.nullable ? '' : 'not '}nullable and mapped otherwise`);
      }
    }
    for (const row of rows.filter(({ table }) => table === entity.tableName)) {
      const unmapped = !mapped.has(row.column);
      if (unmapped) differences.push(`${row.table}.${row.column} is migrated and not mapped`);
    }
  }
  expect(differences).toEqual([]);
  expect(t.db.dataSource.entityMetadatas.length).toBeGreaterThan(5);
});

it('numbers of base units have room for 78 digits and no fraction', async () => {
  const odd = await t.db.sql<{ name: string }>(
    `SELECT table_name || '.' || column_name AS name FROM information_schema.columns
     WHERE table_schema = 'api' AND column_name ~ '(_cents|_base_units)$'
       AND (data_type <> 'numeric' OR numeric_precision <> 78 OR numeric_scale <> 0)`,
  );
  expect(odd).toEqual([]);
});

const schemaOf = (db: { sql<Row>(text: string): Promise<Row[]> }) =>
  db.sql(
    `SELECT 'column' AS kind, table_name || '.' || column_name AS name,
            data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS what
     FROM information_schema.columns WHERE table_schema = 'api'
     UNION ALL SELECT 'constraint', conrelid::regclass || '.' || conname, pg_get_constraintdef(oid)
     FROM pg_constraint WHERE connamespace = 'api'::regnamespace
     UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'api'
     UNION ALL SELECT 'trigger', tgrelid::regclass || '.' || tgname, pg_get_triggerdef(oid)
     FROM pg_trigger WHERE NOT tgisinternal
     UNION ALL SELECT 'function', proname, prosrc FROM pg_proc WHERE pronamespace = 'api'::regnamespace
     UNION ALL SELECT 'sequence', sequencename, data_type::text FROM pg_sequences WHERE schemaname = 'api'
     ORDER BY 1, 2, 3`,
  );

interface Migrator {
  migrate: (url: string) => Promise<string[]>;
  migrateDown: (url: string) => Promise<string[]>;
  acceptMigration: (url: string, name: string) => Promise<void>;
}
const migrator = async () =>
  (await import(new URL('../../../migrations/run.ts', import.meta.url).href)) as Migrator;

it('a migration that a database has had is refused when it is another one here', async () => {
  const { migrate, acceptMigration } = await migrator();
  const database = await freshDatabase();
  const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  const kept = async (): Promise<(string | null)[]> => {
    const rows = await source.query('SELECT sha256 FROM api.migrations ORDER BY id');
    return rows.map(({ sha256 }: { sha256: string | null }) => sha256);
  };
  const before = await kept();
  expect(new Set(before).size).toBe(before.length);
  expect(before.every((sha256) => /^[0-9a-f]{64}$/.test(sha256 ?? ''))).toBe(true);

  const name = 'Recurring1760000000022';
  await source.query(`UPDATE api.migrations SET sha256 = 'of another text' WHERE name = $1`, [
    name,
  ]);
  const [last] = await source
    .query(`DELETE FROM api.migrations WHERE id = (SELECT max(id) FROM api.migrations) RETURNING *`)
    .then(([rows]: [{ timestamp: string; name: string }[]]) => rows);
  const other = await kept();
  await expect(migrate(database.url)).rejects.toThrow(
    /another migrations\/api\/22-recurring\.ts .* node migrations\/run\.ts accept Recurring1760000000022$/,
  );
  expect(await kept()).toEqual(other);
  await expect(acceptMigration(database.url, 'Nobody1760000000099')).rejects.toThrow('status');
  await acceptMigration(database.url, name);
  expect(await kept()).toEqual(before.slice(0, -1));

  // A database from before this was kept: what is here is taken for what it has had.
  await source.query('UPDATE api.migrations SET sha256 = NULL');
  await source.query('INSERT INTO api.migrations (timestamp, name) VALUES ($1, $2)', [
    last?.timestamp,
    last?.name,
  ]);
  expect(await migrate(database.url)).toEqual([]);
  expect(await kept()).toEqual(before);
  await source.destroy();
  await database.drop();
});

it('every migration can be taken back, leaves nothing behind, and comes again the same', async () => {
  const { migrate, migrateDown } = await migrator();
  const database = await freshDatabase();
  const source = await new DataSource({ type: 'postgres', url: database.url }).initialize();
  const schema = () => schemaOf({ sql: (text) => source.query(text) });
  const before = await schema();
  while ((await migrateDown(database.url)).length > 0);
  const left = await source.query(
    `SELECT relname FROM pg_class WHERE relnamespace = 'api'::regnamespace AND relkind IN ('r', 'S', 'v')
       AND relname NOT LIKE 'migrations%'`,
  );
  expect(left).toEqual([]);
  await migrate(database.url);
  expect(await schema()).toEqual(before);
  await source.destroy();
  await database.drop();
});
