import { randomBytes } from 'node:crypto';
import type { TestApp } from '../../testing/test-app.js';

/**
 * Tells of one transfer, as the ledger does for a block with one log.
 * @returns the event's number
 */
export async function tell(
  t: TestApp,
  { to = randomBytes(20), outcome = 'final', event = 'Transfer' } = {},
): Promise<number> {
  const [hash, token] = [randomBytes(32), randomBytes(20)];
  const args = { from: `0x${'0'.repeat(40)}`, to: `0x${to.toString('hex')}`, value: '5000' };
  const [row] = await t.db.sql<{ seq: string }>(
    `WITH log AS (
       INSERT INTO api.ledger_branch_log (block_hash, log_index, block_number, block_time,
         transaction_hash, contract, address, event, args)
       VALUES ($1, 0, 7, now(), $2, 'AssetToken', $3, $4, $5))
     INSERT INTO api.ledger_event (first_seq, last_seq, outcome, block_number, block_hash)
     SELECT n, n, $6, 7, $1 FROM (SELECT coalesce(max(last_seq), 0) + 1 AS n FROM api.ledger_event)
     RETURNING first_seq AS seq`,
    [hash, randomBytes(32), token, event, JSON.stringify(args), outcome],
  );
  return Number(row?.seq);
}
