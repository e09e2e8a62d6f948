import { randomUUID } from 'node:crypto';
import { entitlements } from '@cadastre/core';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { toBytes } from '../chain/bytes.js';
import { Database } from '../platform/database.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';
import { RowPlanter } from '../testing/rows.js';
import { Distribution } from './distribution.entity.js';
import { takeLines, type Totals } from './lines.sql.js';

const HOLDERS = 10_000;
const TOKEN = toBytes(`0x${'aa'.repeat(20)}`);
const BLOCK = 50n;
const AMOUNT = 123_456_789_012_345n;
/** Every other holder has one. */
const FORMS = Array.from({ length: HOLDERS / 2 }, (_, i) => ({
  investorNumber: BigInt(2 * i + 1),
  form: 'W-8BEN',
}));

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp();
  await t.get(Database).transaction(async () => {
    const { em } = t.db;
    // Nothing here comes from a chain: rows as the ledger would have written them.
    await em.query('SET LOCAL session_replication_role = replica');
    await em.query(
      `INSERT INTO api.holding (token, holder, balance, block_number)
       SELECT $1, decode(lpad(to_hex(n), 40, '0'), 'hex'), 1000003::bigint * n + n % 7, CASE WHEN n % 10 = 0 THEN 60 ELSE 40 END
       FROM generate_series(1, $2::int) AS n`,
      [TOKEN, HOLDERS],
    );
    // One in ten moved since; one in a hundred had nothing at the record date.
    await em.query(
      `INSERT INTO api.holding_change (token, holder, block_number, balance, delta)
       SELECT $1, decode(lpad(to_hex(n), 40, '0'), 'hex'), b,
         CASE WHEN n % 10 <> 0 OR b = 60 THEN 1000003::bigint * n + n % 7 WHEN n % 100 = 0 THEN 0 ELSE 999 END, 0
       FROM generate_series(1, $2::int) AS n, unnest(ARRAY[40, 60]) AS b WHERE b = 40 OR n % 10 = 0`,
      [TOKEN, HOLDERS],
    );
    await em.query(
      `INSERT INTO api.registration_change (wallet, investor_id, tier, country, flags, provider,
         expires_at, evidence_hash, block_number)
       SELECT decode(lpad(to_hex(n), 40, '0'), 'hex'), n, 2, (ARRAY[840, 276, 756])[n % 3 + 1], 0, 0,
         now(), '\\x00', 30 FROM generate_series(1, $1::int) AS n`,
      [HOLDERS],
    );
    await em.query(`INSERT INTO api.withholding_rate VALUES ('rent', 840, 3000, 0, 'law'),
      ('rent', 756, 3500, 1500, 'law'), ('rent', 0, 2500, NULL, 'law')`);
    await em.query('ANALYZE api.holding, api.holding_change, api.registration_change');
  });
});
afterAll(() => t.close());

async function take(logIndex: number): Promise<{ d: Distribution; totals: Totals }> {
  const planted = await new RowPlanter(t.db, new Map()).plant('distribution');
  await t.db.sql(`UPDATE api.distribution SET id = $2 WHERE id = $1`, [
    planted['id'],
    randomUUID(),
  ]);
  const [row] = await t.db.sql<{ id: string }>(
    'SELECT id FROM api.distribution ORDER BY created_at DESC, id DESC LIMIT 1',
  );
  const d = t.db.em.create(Distribution, {
    id: row?.id ?? '',
    excluded: [toBytes(`0x${'0'.repeat(39)}7`)],
  });
  Object.assign(d, { kind: 'rent', recordDate: '2026-04-15' });
  const totals = await t
    .get(Database)
    .transaction(() =>
      takeLines(t.db.em, d, { token: TOKEN, block: BLOCK, logIndex }, AMOUNT, FORMS),
    );
  return { d, totals };
}

it('each line of 10,000 holders is calculated as core would', async () => {
  const { d, totals } = await take(0);
  const lines = await t.db.sql<{
    account: Buffer;
    balance: string;
    gross: string;
    withheld: string;
    rate_bps: number;
    form: string | null;
  }>('SELECT * FROM api.distribution_line WHERE distribution_id = $1 ORDER BY account', [d.id]);
  expect(lines).toHaveLength(HOLDERS - HOLDERS / 100 - 1);
  const expected = entitlements(
    AMOUNT,
    lines.map((line) => ({ balance: BigInt(line.balance), rateBps: line.rate_bps })),
  );
  // Compared by hand: fifty thousand expectations would take longer than the lines themselves.
  const wrong = lines.filter((line, i) => {
    const n = Number(`0x${line.account.toString('hex')}`);
    const known = n % 10 === 0 ? 999 : 1_000_003 * n + (n % 7);
    const rate = (n % 2 === 1 ? [0, 2500, 1500] : [3000, 2500, 3500])[n % 3];
    const formed = n % 2 === 1 && n % 3 !== 1;
    return (
      BigInt(line.gross) !== expected.lines[i]?.gross ||
      BigInt(line.withheld) !== expected.lines[i]?.withheld ||
      Number(line.balance) !== known ||
      line.rate_bps !== rate ||
      (line.form !== null) !== formed
    );
  });
  expect(wrong).toEqual([]);
  expect(AMOUNT - totals.gross).toBe(expected.remainder);
  expect(totals).toMatchObject({ holders: lines.length, unrated: 0 });
});

it('what moved later in the block of the record date does not count', async () => {
  const [from, to] = [1, 2].map((n) => toBytes(`0x${n.toString(16).padStart(40, '0')}`));
  await t.get(Database).transaction(async () => {
    await t.db.em.query('SET LOCAL session_replication_role = replica');
    for (const [logIndex, amount] of [
      [3, 5],
      [9, 11],
    ]) {
      await t.db.em.query(
        `INSERT INTO api.ledger_transfer (block_number, log_index, transaction_hash, token, sender,
           receiver, amount) VALUES ($1, $2, '\\x00', $3, $4, $5, $6)`,
        [BLOCK, logIndex, TOKEN, from, to, amount],
      );
    }
  });
  const balances = async (logIndex: number) => {
    const { d } = await take(logIndex);
    const found = await t.db.sql<{ balance: string }>(
      `SELECT balance FROM api.distribution_line WHERE distribution_id = $1
         AND account = ANY($2) ORDER BY account`,
      [d.id, [from, to]],
    );
    return found.map(({ balance }) => Number(balance));
  };
  expect(await balances(10)).toEqual([1_000_004, 2_000_008]);
  expect(await balances(5)).toEqual([1_000_004 + 11, 2_000_008 - 11]);
  expect(await balances(1)).toEqual([1_000_004 + 16, 2_000_008 - 16]);
});
