/**
 * Runs the schema's migrations: `node migrations/run.ts up | down | status`, on DATABASE_URL.
 * The API and the oracle each own a schema and a list of their own; `synchronize` is never on.
 */
import { pathToFileURL } from 'node:url';
import { DataSource, type MigrationInterface, MigrationExecutor } from 'typeorm';
import { apiMigrations } from './api/index.ts';
import { oracleMigrations } from './oracle/index.ts';

interface Schema {
  name: 'api' | 'oracle';
  migrations: (new () => MigrationInterface)[];
}

const SCHEMAS: Schema[] = [
  { name: 'api', migrations: apiMigrations },
  { name: 'oracle', migrations: oracleMigrations },
];

/** Two starts at once must not migrate twice: any constant does, as long as it is ours alone. */
const LOCK_KEY = 7_228_327;

/** Brings both schemas up to date. @returns the names of the migrations it ran */
export function migrate(url: string): Promise<string[]> {
  return locked(url, async () => {
    const ran: string[] = [];
    for (const schema of SCHEMAS) ran.push(...(await up(url, schema)));
    return ran;
  });
}

/** Takes back the newest migration of each schema. @returns the names of those taken back */
export function migrateDown(url: string): Promise<string[]> {
  return locked(url, async () => {
    const undone: string[] = [];
    for (const schema of SCHEMAS.toReversed()) undone.push(...(await down(url, schema)));
    return undone;
  });
}

/** Every known migration with whether the database has had it. */
export async function migrationStatus(url: string): Promise<{ name: string; done: boolean }[]> {
  const all: { name: string; done: boolean }[] = [];
  for (const schema of SCHEMAS) {
    all.push(
      ...(await withSchema(url, schema, async (source) => {
        const executed = await new MigrationExecutor(source).getExecutedMigrations();
        const done = new Set(executed.map(({ name }) => name));
        return schema.migrations.map((one) => {
          const name = new one().name ?? one.name;
          return { name: `${schema.name}: ${name}`, done: done.has(name) };
        });
      })),
    );
  }
  return all;
}

async function up(url: string, schema: Schema): Promise<string[]> {
  return withSchema(url, schema, async (source) => {
    const ran = await source.runMigrations({ transaction: 'each' });
    return ran.map(({ name }) => name);
  });
}

async function down(url: string, schema: Schema): Promise<string[]> {
  return withSchema(url, schema, async (source) => {
    const executed = await new MigrationExecutor(source).getExecutedMigrations();
    const newest = executed[0];
    if (!newest) return [];
    await source.undoLastMigration({ transaction: 'each' });
    return [newest.name];
  });
}

async function withSchema<T>(
  url: string,
  { name, migrations }: Schema,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url,
    schema: name,
    migrations,
    migrationsTableName: 'migrations',
    synchronize: false,
    poolSize: 2,
  });
  await source.initialize();
  try {
    // TypeORM makes its table before the first migration could make the schema.
    await source.query(`CREATE SCHEMA IF NOT EXISTS "${name}"`);
    return await work(source);
  } finally {
    await source.destroy();
  }
}

/** A session lock, because each migration is a transaction of its own. */
async function locked<T>(url: string, work: () => Promise<T>): Promise<T> {
  const guard = new DataSource({ type: 'postgres', url, poolSize: 1 });
  await guard.initialize();
  try {
    await guard.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    return await work();
  } finally {
    await guard.destroy();
  }
}

async function main(command: string | undefined): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is missing: postgres://user:password@host:5432/database');
  if (command === 'up') report('ran', await migrate(url));
  else if (command === 'down') report('took back', await migrateDown(url));
  else if (command === 'status') {
    for (const { name, done } of await migrationStatus(url)) {
      console.log(`${done ? 'done   ' : 'pending'}  ${name}`);
    }
  } else throw new Error('usage: node migrations/run.ts up | down | status');
}

function report(verb: string, names: string[]): void {
  console.log(names.length === 0 ? 'nothing to do' : `${verb} ${names.join(', ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main(process.argv[2]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
