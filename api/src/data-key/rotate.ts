import { DataSource, type EntityManager } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { rows } from '../chain/rows.js';
import { WallClock } from '../platform/clock.js';
import { systemCtx } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { type Row, SEALED_TABLES, type SealedTable } from './sealed-tables.js';

/** Rows written in one statement. */
const BATCH = 500;

/** What keeps a rotation from beginning, and what to do about it. */
export class CannotRotate extends Error {}

export interface Rotation {
  databaseUrl: string;
  /** `DATA_KEY` so far, and from now on: 32 bytes each, base64. */
  oldKey: string;
  newKey: string;
  /** Hears of each table that is done. */
  tell?: (table: string, rows: number) => void;
}

/**
 * Brings everything that hangs on `DATA_KEY` under another, in one transaction: whatever interrupts it, all is as it was.
 * No process may run on the database meanwhile, for it would go on under the old key.
 * @returns how many rows each table had
 * @throws CannotRotate where the old key is not the database's, both are one, or somebody else is connected
 */
export async function rotate({
  databaseUrl,
  oldKey,
  newKey,
  tell,
}: Rotation): Promise<Map<string, number>> {
  const keys = {
    old: new Crypto({ env: { DATA_KEY: oldKey } }),
    fresh: new Crypto({ env: { DATA_KEY: newKey } }),
  };
  if (keys.old.fingerprint === keys.fresh.fingerprint) {
    throw new CannotRotate('NEW_DATA_KEY is the key that is in use: make another one.');
  }
  const source = new DataSource({ type: 'postgres', url: databaseUrl, schema: 'api' });
  await source.initialize();
  try {
    const db = new Database(source);
    const clock = new WallClock();
    const audit = new Audit(db, clock);
    const done = new Map<string, number>();
    await db.transaction(async () => {
      await requireKey(db.em, keys.old);
      await requireNobodyElse(db.em);
      for (const sealed of SEALED_TABLES) {
        const count = await renewTable(db.em, sealed, (row) => sealed.renew(row, keys));
        done.set(sealed.table, count);
        tell?.(sealed.table, count);
      }
      await db.em.query('DELETE FROM api.try_count');
      await db.em.query('UPDATE api.data_key SET fingerprint = $1, since = $2', [
        keys.fresh.fingerprint,
        clock.now(),
      ]);
      await audit.record(systemCtx('data-key-rotation'), {
        action: 'data_key.rotate',
        subject: { type: 'data_key', id: keys.fresh.fingerprint },
        organisationId: null,
        data: { before: keys.old.fingerprint, rows: Object.fromEntries(done) },
      });
    });
    return done;
  } finally {
    await source.destroy();
  }
}

async function requireKey(em: EntityManager, { fingerprint }: Crypto): Promise<void> {
  const [known] = await rows<{ fingerprint: string }>(em, 'SELECT fingerprint FROM api.data_key');
  if (known?.fingerprint === fingerprint) return;
  throw new CannotRotate(
    known
      ? `DATA_KEY is not the one in use: its fingerprint is ${fingerprint}, the database is sealed with ${known.fingerprint}.`
      : 'No API has started on this database since it was migrated: start it once with the key in use.',
  );
}

async function requireNobodyElse(em: EntityManager): Promise<void> {
  const others = await rows<{ name: string; n: number }>(
    em,
    `SELECT coalesce(nullif(application_name, ''), 'without a name') AS name, count(*)::int AS n
     FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
       AND backend_type = 'client backend'
     GROUP BY 1 ORDER BY 1`,
  );
  if (others.length === 0) return;
  const named = others.map(({ name, n }) => `${n} ${name}`).join(', ');
  throw new CannotRotate(
    `The database has other connections (${named}): stop every process that uses it first.`,
  );
}

/** Reads a table through a cursor and writes its columns anew. @returns the number of rows */
async function renewTable(
  em: EntityManager,
  { table, key, columns, reads = [] }: SealedTable,
  renew: (row: Row) => Record<string, Buffer | null>,
): Promise<number> {
  const names = Object.keys(key);
  const list = [...new Set([...names, ...columns, ...reads])].join(', ');
  const set = columns.map((column) => `${column} = n.${column}`).join(', ');
  const given = [...names, ...columns];
  const types = [...Object.values(key), ...columns.map(() => 'bytea')];
  const update =
    `UPDATE api.${table} AS t SET ${set} ` +
    `FROM unnest(${types.map((type, i) => `$${i + 1}::${type}[]`).join(', ')}) AS n(${given.join(', ')}) ` +
    `WHERE ${names.map((name) => `t.${name} = n.${name}`).join(' AND ')}`;
  await em.query(`DECLARE sealed CURSOR FOR SELECT ${list} FROM api.${table}`);
  let count = 0;
  for (;;) {
    const some = await rows<Row>(em, `FETCH ${BATCH} FROM sealed`);
    if (some.length === 0) break;
    const renewed = some.map((row) => ({ ...row, ...renew(row) }));
    await em.query(
      update,
      given.map((column) => renewed.map((row) => row[column])),
    );
    count += some.length;
  }
  await em.query('CLOSE sealed');
  return count;
}
