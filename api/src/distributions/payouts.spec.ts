import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { toBytes } from '../chain/bytes.js';
import { Database } from '../platform/database.js';
import { runJobs } from '../testing/jobs.js';
import { RowPlanter } from '../testing/rows.js';
import { startTestApp, type TestApp } from '../testing/test-app.js';

const HOLDERS = 4_500;
const DISTRIBUTOR = toBytes(`0x${'dd'.repeat(20)}`);

let t: TestApp;
let id: string;
beforeAll(async () => {
  t = await startTestApp();
  id = String((await new RowPlanter(t.db, new Map()).plant('distribution'))['id']);
  await t.get(Database).transaction(async () => {
    await t.db.em.query('SET LOCAL session_replication_role = replica');
    await t.db.em.query(
      `UPDATE api.distribution SET state = 'payable', chain_number = 1, opened_block = 1,
         distributor = $2, push_round = 1 WHERE id = $1`,
      [id, DISTRIBUTOR],
    );
    await t.db.em.query(
      `INSERT INTO api.distribution_line (distribution_id, account, balance, gross, withheld, state)
       SELECT $1, decode(lpad(to_hex(n), 40, '0'), 'hex'), 1, 1, 0,
         CASE WHEN n % 9 = 0 THEN 'set_aside' ELSE 'due' END FROM generate_series(1, $2::int) AS n`,
      [id, HOLDERS],
    );
  });
});
afterAll(() => t.close());

const count = async (table: string, where: string) =>
  (await t.db.sql<{ n: number }>(`SELECT count(*)::int AS n FROM api.${table} WHERE ${where}`))[0]
    ?.n;

it('a round gives every line that is due to the outbox once, part by part, and leaves others alone', async () => {
  const due = HOLDERS - HOLDERS / 9;
  expect(await runJobs(t, 'distribution.push', { distributionId: id })).toBe(3);
  expect(await count('distribution_line', `state = 'pushing' AND push_round = 1`)).toBe(due);
  expect(await count('chain_command', `kind = 'distribution.payout'`)).toBe(due);
  // The same job once more, as after a kill between its effect and its end.
  await runJobs(t, 'distribution.push', { distributionId: id });
  expect(await count('chain_command', `kind = 'distribution.payout'`)).toBe(due);
  expect(
    await count(
      'distribution_line',
      `state = 'pushing' AND operation_id NOT IN (SELECT id FROM api.chain_command)`,
    ),
  ).toBe(0);
});
