import type { EntityManager } from 'typeorm';
import { toBytes } from '../bytes.js';
import { row } from '../rows.js';

/** Whether a command went with this transaction, alone or among others. */
export async function wentWith(
  em: EntityManager,
  commandId: string,
  transactionHash: string,
): Promise<boolean> {
  const found = await row<{ went: boolean }>(
    em,
    `SELECT EXISTS (SELECT FROM api.chain_command c
       JOIN api.chain_command_attempt a ON a.carrier_id = c.carrier_id
       WHERE c.id = $1 AND a.hash = $2) AS went`,
    [commandId, toBytes(transactionHash)],
  );
  return found?.went ?? false;
}
