import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../bytes.js';
import { rows } from '../rows.js';
import type { Fees } from './fees.js';
import type { Lease } from './lease.js';

/** One signed transaction, as stored before it was first sent. */
export interface Attempt {
  carrierId: string;
  nonce: number;
  hash: string;
  raw: string;
  /** Where the transaction carries one command only. */
  commandId: string | null;
}

export interface NewAttempt extends Attempt, Fees {
  gasLimit: bigint;
  /** The head when it was signed. */
  headBlock: number;
}

interface AttemptRow {
  carrier_id: string;
  command_id: string | null;
  nonce: string;
  hash: Buffer;
  raw: Buffer;
}

/** Keeps the exact bytes: after a crash these go out again, never new ones. */
export async function storeAttempts(
  em: EntityManager,
  lease: Lease,
  attempts: NewAttempt[],
  now: Date,
): Promise<void> {
  await em.query(
    `INSERT INTO api.chain_command_attempt (carrier_id, command_id, nonce, hash, raw, gas_limit,
       max_fee_per_gas, max_priority_fee_per_gas, head_block, signer_address, epoch, signed_at)
     SELECT a.*, $10, $11, $12
     FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::bytea[], $5::bytea[], $6::bigint[],
       $7::numeric[], $8::numeric[], $9::bigint[]) AS a`,
    [
      attempts.map((a) => a.carrierId),
      attempts.map((a) => a.commandId),
      attempts.map((a) => a.nonce),
      attempts.map((a) => toBytes(a.hash)),
      attempts.map((a) => toBytes(a.raw)),
      attempts.map((a) => a.gasLimit.toString()),
      attempts.map((a) => a.maxFeePerGas.toString()),
      attempts.map((a) => a.maxPriorityFeePerGas.toString()),
      attempts.map((a) => a.headBlock),
      toBytes(lease.address),
      lease.epoch,
      now,
    ],
  );
}

/** The attempts that may still be mined, by carrier, oldest first. */
export async function liveAttempts(
  em: EntityManager,
  carrierIds: string[],
): Promise<Map<string, Attempt[]>> {
  const found = await rows<AttemptRow>(
    em,
    `SELECT carrier_id, command_id, nonce, hash, raw FROM api.chain_command_attempt
     WHERE carrier_id = ANY($1::uuid[]) AND displaced_at IS NULL ORDER BY id`,
    [carrierIds],
  );
  const byCarrier = new Map<string, Attempt[]>(carrierIds.map((id) => [id, []]));
  for (const r of found) {
    byCarrier.get(r.carrier_id)?.push({
      carrierId: r.carrier_id,
      nonce: Number(r.nonce),
      hash: toHex(r.hash),
      raw: toHex(r.raw),
      commandId: r.command_id,
    });
  }
  return byCarrier;
}

export async function markSent(em: EntityManager, hashes: string[], now: Date): Promise<void> {
  await em.query(
    'UPDATE api.chain_command_attempt SET sent_at = coalesce(sent_at, $2) WHERE hash = ANY($1::bytea[])',
    [hashes.map(toBytes), now],
  );
}

export async function markDisplaced(
  em: EntityManager,
  carrierIds: string[],
  now: Date,
): Promise<void> {
  await em.query(
    `UPDATE api.chain_command_attempt SET displaced_at = $2
     WHERE carrier_id = ANY($1::uuid[]) AND displaced_at IS NULL`,
    [carrierIds, now],
  );
}

/** The newest attempt of a transaction that should have been mined by now, and why it was not. */
export interface Stuck extends Attempt, Fees {
  /** `base_fee`: the network asks for more than it offers; `stuck`: it was passed over. */
  reason: 'base_fee' | 'stuck';
}

interface StuckRow extends AttemptRow {
  max_fee_per_gas: string;
  max_priority_fee_per_gas: string;
  outbid: boolean;
}

/**
 * Transactions to offer more for, lowest nonce first: those below the base fee, and those that
 * waited `stuckAfterMs` while two blocks or more went by without them.
 */
export async function stuckAttempts(
  em: EntityManager,
  address: string,
  head: { number: number; baseFeePerGas: bigint },
  stuckAfterMs: number,
  limit: number,
): Promise<Stuck[]> {
  const found = await rows<StuckRow>(
    em,
    `SELECT a.carrier_id, a.command_id, a.nonce, a.hash, a.raw, a.max_fee_per_gas, a.max_priority_fee_per_gas,
       a.max_fee_per_gas < $3 AS outbid
     FROM api.chain_carrier k
     CROSS JOIN LATERAL (
       SELECT * FROM api.chain_command_attempt WHERE carrier_id = k.id AND displaced_at IS NULL
       ORDER BY id DESC LIMIT 1) AS a
     WHERE k.signer_address = $1 AND k.state IN ('signed', 'sent')
       AND (a.max_fee_per_gas < $3 OR (a.head_block + 2 <= $2
         AND a.recorded_at < clock_timestamp() - make_interval(secs => $4)))
     ORDER BY k.nonce LIMIT $5`,
    [toBytes(address), head.number, head.baseFeePerGas.toString(), stuckAfterMs / 1000, limit],
  );
  return found.map((r) => ({
    carrierId: r.carrier_id,
    commandId: r.command_id,
    nonce: Number(r.nonce),
    hash: toHex(r.hash),
    raw: toHex(r.raw),
    maxFeePerGas: BigInt(r.max_fee_per_gas),
    maxPriorityFeePerGas: BigInt(r.max_priority_fee_per_gas),
    reason: r.outbid ? 'base_fee' : 'stuck',
  }));
}
