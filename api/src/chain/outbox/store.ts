import { chainCommandMachine, type ChainCommandState, next } from '@cadastre/core';
import type { EntityManager } from 'typeorm';
import { toAddress, toBytes, toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import type { CommandOutcome, Subject } from './command.js';
import { LeadershipLost } from './lease.js';
import { OPERATION_CHANNEL } from './outbox.js';
import type { RevertReason } from './revert-reason.js';

/** A command that waits to be sent. */
export interface Command {
  id: string;
  seq: bigint;
  kind: string;
  to: string;
  data: string;
  subject: Subject;
  correlationId: string;
  /** Its batch reverted on-chain: never batched again. */
  alone: boolean;
}

interface QueuedRow {
  id: string;
  seq: string;
  kind: string;
  to_address: Buffer;
  data: Buffer;
  subject_type: string;
  subject_id: string;
  correlation_id: string;
  alone: boolean;
}

const QUEUED = `state IN ('queued', 'simulated')`;

/** The signer's oldest commands that wait to be sent, but for those set aside. */
export async function queued(
  em: EntityManager,
  address: string,
  limit: number,
  aside: string[],
): Promise<Command[]> {
  const found = await rows<QueuedRow>(
    em,
    `SELECT id, seq, kind, to_address, data, subject_type, subject_id, correlation_id, alone
     FROM api.chain_command
     WHERE signer_address = $1 AND ${QUEUED} AND id <> ALL($3::uuid[]) ORDER BY seq LIMIT $2`,
    [toBytes(address), limit, aside],
  );
  return found.map((r) => ({
    id: r.id,
    seq: BigInt(r.seq),
    kind: r.kind,
    to: toAddress(r.to_address),
    data: toHex(r.data),
    subject: { type: r.subject_type, id: r.subject_id },
    correlationId: r.correlation_id,
    alone: r.alone,
  }));
}

/** When the signer's oldest waiting command was made; null where none waits. */
export async function waitingSince(em: EntityManager, address: string): Promise<Date | null> {
  const found = await row<{ since: Date | null }>(
    em,
    `SELECT min(created_at) AS since FROM api.chain_command
     WHERE signer_address = $1 AND ${QUEUED}`,
    [toBytes(address)],
  );
  return found?.since ?? null;
}

/** `seq` of the oldest command, of any signer, still on its way into a block and not among these. */
export async function oldestUnmined(em: EntityManager, others: string[]): Promise<bigint | null> {
  const found = await row<{ seq: string }>(
    em,
    `SELECT seq FROM api.chain_command
     WHERE state IN ('queued', 'simulated', 'signed', 'sent') AND id <> ALL($1::uuid[])
     ORDER BY seq LIMIT 1`,
    [others],
  );
  return found ? BigInt(found.seq) : null;
}

/** Whether the signer has anything that may still have to be done. */
export async function anyOpen(em: EntityManager, address: string): Promise<boolean> {
  const found = await row<{ open: boolean }>(
    em,
    `SELECT EXISTS (SELECT FROM api.chain_command WHERE signer_address = $1
         AND state IN ('queued', 'simulated', 'signed', 'sent', 'mined'))
       OR EXISTS (SELECT FROM api.chain_carrier WHERE signer_address = $1
         AND state IN ('signed', 'sent', 'mined')) AS open`,
    [toBytes(address)],
  );
  return found?.open ?? false;
}

export interface OutcomeRow {
  id: string;
  kind: string;
  subject_type: string;
  subject_id: string;
  organisation_id: string | null;
  transaction_hash: Buffer | null;
  block_number: string | null;
}

/** What `outcomeOf` needs, of a command called `c`. */
export const OUTCOME_COLUMNS = `c.id, c.kind, c.subject_type, c.subject_id, c.organisation_id,
  c.transaction_hash, c.block_number`;

export const outcomeOf = (r: OutcomeRow, reason: RevertReason | null): CommandOutcome => ({
  operationId: r.id,
  kind: r.kind,
  subject: { type: r.subject_type, id: r.subject_id },
  organisationId: r.organisation_id,
  transactionHash: r.transaction_hash && toHex(r.transaction_hash),
  blockNumber: r.block_number === null ? null : Number(r.block_number),
  reason,
});

/** Refuses a command that never got a nonce, with its reason. Call it inside a fenced transaction. */
export async function reject(
  em: EntityManager,
  command: Command,
  reason: RevertReason,
  now: Date,
): Promise<CommandOutcome> {
  const state = next(chainCommandMachine, 'queued', 'reject');
  const rejected = await row<OutcomeRow>(
    em,
    `UPDATE api.chain_command c SET state = $2, updated_at = $3, reason_code = $4, reason = $5
     WHERE id = $1 AND ${QUEUED} RETURNING ${OUTCOME_COLUMNS}`,
    [command.id, state, now, reason.code, reason.sentence],
  );
  if (!rejected) throw new LeadershipLost(`command ${command.id} no longer waits`);
  await note(em, [{ id: command.id, state, data: { ...reason } }], now);
  return outcomeOf(rejected, reason);
}

export interface Note {
  id: string;
  state: ChainCommandState;
  data: Record<string, unknown>;
}

/** Appends to timelines, in the order given, and wakes whoever follows them. */
export async function note(em: EntityManager, notes: Note[], now: Date): Promise<void> {
  const ids = notes.map((one) => one.id);
  await em.query(
    `INSERT INTO api.chain_command_event (command_id, state, at, data)
     SELECT command_id, state, $4, data
     FROM unnest($1::uuid[], $2::text[], $3::jsonb[]) WITH ORDINALITY
       AS n(command_id, state, data, place) ORDER BY place`,
    [ids, notes.map((one) => one.state), notes.map((one) => JSON.stringify(one.data)), now],
  );
  await em.query('SELECT pg_notify($1, id::text) FROM unnest($2::uuid[]) AS id', [
    OPERATION_CHANNEL,
    [...new Set(ids)],
  ]);
}
