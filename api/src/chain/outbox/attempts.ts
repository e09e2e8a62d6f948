import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import type { Lease } from './store.js';

/** One signed transaction, as stored before it was first sent. */
export interface Attempt {
  commandId: string;
  nonce: number;
  hash: string;
  raw: string;
}

export interface NewAttempt extends Attempt {
  gasLimit: bigint;
  maxFeePerGas: bigint;
  maxPriorityFeePerGas: bigint;
}

interface AttemptRow {
  command_id: string;
  nonce: string;
  hash: Buffer;
  raw: Buffer;
}

export async function storeAttempt(
  em: EntityManager,
  lease: Lease,
  attempt: NewAttempt,
  now: Date,
): Promise<void> {
  await em.query(
    `INSERT INTO api.chain_command_attempt (command_id, signer_address, nonce, epoch, hash, raw,
       gas_limit, max_fee_per_gas, max_priority_fee_per_gas, signed_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    [
      attempt.commandId,
      toBytes(lease.address),
      attempt.nonce,
      lease.epoch,
      toBytes(attempt.hash),
      toBytes(attempt.raw),
      attempt.gasLimit,
      attempt.maxFeePerGas,
      attempt.maxPriorityFeePerGas,
      now,
    ],
  );
}

/** The attempts that may still be mined, by command, oldest first. */
export async function liveAttempts(
  em: EntityManager,
  commandIds: string[],
): Promise<Map<string, Attempt[]>> {
  const found = await rows<AttemptRow>(
    em,
    `SELECT command_id, nonce, hash, raw FROM api.chain_command_attempt
     WHERE command_id = ANY($1) AND displaced_at IS NULL ORDER BY id`,
    [commandIds],
  );
  const byCommand = new Map<string, Attempt[]>(commandIds.map((id) => [id, []]));
  for (const r of found) {
    byCommand.get(r.command_id)?.push({
      commandId: r.command_id,
      nonce: Number(r.nonce),
      hash: toHex(r.hash),
      raw: toHex(r.raw),
    });
  }
  return byCommand;
}

export async function markSent(em: EntityManager, hash: string, now: Date): Promise<void> {
  await em.query(
    'UPDATE api.chain_command_attempt SET sent_at = coalesce(sent_at, $2) WHERE hash = $1',
    [toBytes(hash), now],
  );
}

export async function markDisplaced(
  em: EntityManager,
  commandId: string,
  now: Date,
): Promise<void> {
  await em.query(
    `UPDATE api.chain_command_attempt SET displaced_at = $2
     WHERE command_id = $1 AND displaced_at IS NULL`,
    [commandId, now],
  );
}

/** The highest block in which this signer's commands were seen: a node below it is behind. */
export async function highestBlock(em: EntityManager, address: string): Promise<number> {
  const found = await row<{ number: string | null }>(
    em,
    'SELECT max(block_number) AS number FROM api.chain_command WHERE signer_address = $1',
    [toBytes(address)],
  );
  return Number(found?.number ?? 0);
}
