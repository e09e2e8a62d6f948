import { randomUUID } from 'node:crypto';
import { loadavg } from 'node:os';
import { type Database, takeLines } from '@cadastre/api/embedded';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { openPlatform, type Platform } from '../platform/platform.ts';
import { startServices } from '../platform/services.ts';

const RUNS = 7;
const PAGE = 50;
const AMOUNT = 123_456_789_012_345n;
const RECORD_BLOCK = 50n;
/** What may be waited for: a preview of ten thousand, a calculation of a hundred thousand; ms. */
const LIMITS = [
  { holders: 10_000, ms: 1_000 },
  { holders: 100_000, ms: 3_000 },
];

/** What everybody gets of a distribution: all lines with tax by country and form, on disk, and the first page of them. */
export async function measureDistributions(say: (message: string) => void): Promise<BenchResult> {
  const rows: Row[] = [];
  const failures: string[] = [];
  const services = await startServices();
  let platform: Platform | undefined;
  try {
    platform = await openPlatform(services, 'distributions', 0);
    for (const [place, { holders, ms }] of LIMITS.entries()) {
      const token = Buffer.alloc(20, place + 1);
      await seedHolders(platform.db, token, holders);
      const times: number[] = [];
      for (let i = 0; i <= RUNS; i += 1) {
        const took = await preview(platform.db, token, holders);
        // The first plans the statement and warms the cache.
        if (i > 0) times.push(took);
      }
      times.sort((a, b) => a - b);
      const figures = { median: times[Math.floor(RUNS / 2)] ?? 0, longest: times.at(-1) ?? 0 };
      for (const [name, value] of Object.entries(figures)) {
        const what = `${holders} holders calculated and the first ${PAGE} lines read, ${name} of ${RUNS}`;
        rows.push({ case: what, value: Math.round(value), unit: 'ms', system: 'Cadastre' });
        say(`${what}: ${Math.round(value)} ms (load ${loadavg()[0]?.toFixed(1)})`);
      }
      if (figures.longest > ms) failures.push(`${holders} holders took more than ${ms} ms.`);
    }
  } finally {
    await platform?.stop();
    await services.stop();
  }
  return {
    rows,
    table: grid(rows.map((row) => [row.case, String(row.value), row.unit])),
    ...(failures.length > 0 && { failure: failures.join(' ') }),
  };
}

/** The part of `POST /distributions/:id/calculate` that grows with the holders, and what its preview shows first. */
async function preview(db: Database, token: Buffer, holders: number): Promise<number> {
  const id = randomUUID();
  const forms = Array.from({ length: holders / 2 }, (_, i) => ({
    investorNumber: BigInt(2 * i + 1),
    form: 'W-8BEN',
  }));
  const d = { id, kind: 'rent' as const, recordDate: '2026-04-15', excluded: [] };
  const at = { token, block: RECORD_BLOCK, logIndex: 0 };
  const started = performance.now();
  const totals = await db.transaction(async (em) => {
    // The lines' distribution is not there: what is measured does not read it.
    await em.query('SET LOCAL session_replication_role = replica');
    return takeLines(em, d, at, AMOUNT, forms);
  });
  const page = await db.sql(
    'SELECT * FROM api.distribution_line WHERE distribution_id = $1 ORDER BY account LIMIT $2',
    [id, PAGE],
  );
  const took = performance.now() - started;
  if (totals.holders !== holders || totals.unrated !== 0 || page.length !== PAGE) {
    throw new Error(
      `${totals.holders} lines, ${totals.unrated} without a rate, ${page.length} shown`,
    );
  }
  await db.sql('DELETE FROM api.distribution_line WHERE distribution_id = $1', [id]);
  return took;
}

/** Holders as the ledger would have written them: three countries, one in ten has moved since the record date. */
async function seedHolders(db: Database, token: Buffer, count: number): Promise<void> {
  const account = `decode(lpad(to_hex(n), 40, '0'), 'hex')`;
  await db.transaction(async (em) => {
    await em.query('SET LOCAL session_replication_role = replica');
    await em.query(
      `INSERT INTO api.holding (token, holder, balance, block_number)
       SELECT $1, ${account}, 1000003::bigint * n, CASE WHEN n % 10 = 0 THEN 60 ELSE 40 END
       FROM generate_series(1, $2::int) AS n`,
      [token, count],
    );
    await em.query(
      `INSERT INTO api.holding_change (token, holder, block_number, balance, delta)
       SELECT $1, ${account}, b, CASE WHEN n % 10 = 0 AND b = 40 THEN 999 ELSE 1000003::bigint * n END, 0
       FROM generate_series(1, $2::int) AS n, unnest(ARRAY[40, 60]) AS b WHERE b = 40 OR n % 10 = 0`,
      [token, count],
    );
    await em.query(
      `INSERT INTO api.registration_change (wallet, investor_id, tier, country, flags, provider,
         expires_at, evidence_hash, block_number)
       SELECT ${account}, n, 2, (ARRAY[840, 276, 756])[n % 3 + 1], 0, 0, now(), '\\x00', 30
       FROM generate_series(1, $1::int) AS n ON CONFLICT DO NOTHING`,
      [count],
    );
    await em.query(
      `INSERT INTO api.withholding_rate VALUES ('rent', 840, 3000, 0, 'law'),
         ('rent', 756, 3500, 1500, 'law'), ('rent', 0, 2500, NULL, 'law') ON CONFLICT DO NOTHING`,
    );
  });
  // What the server's own vacuum does within minutes.
  await db.sql('VACUUM ANALYZE api.holding, api.holding_change, api.registration_change');
}
