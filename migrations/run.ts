/**
 * Runs the schema's migrations: `node migrations/run.ts up | down | status | accept NAME`, on DATABASE_URL.
 * The API and the oracle each own a schema and a list of their own; `synchronize` is never on.
 */
import { pathToFileURL } from 'node:url';
import { DataSource, type MigrationInterface, MigrationExecutor } from 'typeorm';
import { apiMigrations } from './api/index.ts';
import { oracleMigrations } from './oracle/index.ts';
import { accept, refuseChanged, remember, sha256Of } from './unchanged.ts';

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

/**
 * Brings both schemas up to date. @returns the names of the migrations it ran
 * @throws Error where a migration that the database has had is another one here; nothing was changed
 */
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
          const name = nameOf(new one());
          return { name: `${schema.name}: ${name}`, done: done.has(name) };
        });
      })),
    );
  }
  return all;
}

/**
 * Takes a migration as it is now for what the database has had: an operator brought the database up to it by hand.
 * @throws Error for a name that is not known here, or one that the database has not had
 */
export function acceptMigration(url: string, name: string): Promise<void> {
  return locked(url, async () => {
    for (const schema of SCHEMAS) {
      const migration = (await texts(schema)).find((one) => one.name === name);
      if (migration && (await withSchema(url, schema, (source) => accept(source, migration)))) {
        return;
      }
    }
    throw new Error(
      `This database has had no migration ${name}: see node migrations/run.ts status`,
    );
  });
}

const nameOf = (migration: MigrationInterface): string =>
  migration.name ?? migration.constructor.name;

/** What each does, by its name. */
const texts = ({ name: schema, migrations }: Schema) =>
  Promise.all(
    migrations.map(async (Migration) => {
      const migration = new Migration();
      return { schema, name: nameOf(migration), sha256: await sha256Of(migration) };
    }),
  );

async function up(url: string, schema: Schema): Promise<string[]> {
  return withSchema(url, schema, async (source) => {
    const known = await texts(schema);
    await refuseChanged(source, known);
    const ran = await source.runMigrations({ transaction: 'each' });
    await remember(source, known);
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

async function main(command: string | undefined, name: string | undefined): Promise<void> {
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is missing: postgres://user:password@host:5432/database');
  if (command === 'up') report('ran', await migrate(url));
  else if (command === 'down') report('took back', await migrateDown(url));
  else if (command === 'accept' && name) {
    await acceptMigration(url, name);
    report('accepted', [name]);
  } else if (command === 'status') {
    for (const { name, done } of await migrationStatus(url)) {
      console.log(`${done ? 'done   ' : 'pending'}  ${name}`);
    }
  } else throw new Error('usage: node migrations/run.ts up | down | status | accept NAME');
}

function report(verb: string, names: string[]): void {
  console.log(names.length === 0 ? 'nothing to do' : `${verb} ${names.join(', ')}`);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main(process.argv[2], process.argv[3]);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
