import {
  chainCommandMachine,
  type ChainCommandEvent,
  type ChainCommandState,
  next,
} from '@cadastre/core';
import type { EntityManager } from 'typeorm';
import { toAddress, toBytes, toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import type { CommandOutcome, Subject } from './command.js';
import { OPERATION_CHANNEL } from './outbox.js';

/** A command as the dispatcher works on it. */
export interface Command {
  id: string;
  seq: string;
  kind: string;
  state: ChainCommandState;
  to: string;
  data: string;
  subject: Subject;
  organisationId: string | null;
  correlationId: string;
  nonce: number | null;
  transactionHash: string | null;
  blockNumber: number | null;
  blockHash: string | null;
  succeeded: boolean | null;
}

/** The right to write for one signer: worth nothing once another process has raised the epoch. */
export interface Lease {
  address: string;
  epoch: string;
}

/** Another process leads this signer now. What was about to be written is not. */
export class LeadershipLost extends Error {}

interface CommandRow {
  id: string;
  seq: string;
  kind: string;
  state: ChainCommandState;
  to_address: Buffer;
  data: Buffer;
  subject_type: string;
  subject_id: string;
  organisation_id: string | null;
  correlation_id: string;
  nonce: string | null;
  transaction_hash: Buffer | null;
  block_number: string | null;
  block_hash: Buffer | null;
  succeeded: boolean | null;
}

const COLUMNS = `id, seq, kind, state, to_address, data, subject_type, subject_id, organisation_id,
  correlation_id, nonce, transaction_hash, block_number, block_hash, succeeded`;

const read = (r: CommandRow): Command => ({
  id: r.id,
  seq: r.seq,
  kind: r.kind,
  state: r.state,
  to: toAddress(r.to_address),
  data: toHex(r.data),
  subject: { type: r.subject_type, id: r.subject_id },
  organisationId: r.organisation_id,
  correlationId: r.correlation_id,
  nonce: r.nonce === null ? null : Number(r.nonce),
  transactionHash: r.transaction_hash && toHex(r.transaction_hash),
  blockNumber: r.block_number === null ? null : Number(r.block_number),
  blockHash: r.block_hash && toHex(r.block_hash),
  succeeded: r.succeeded,
});

/** Takes over a signer: raises its epoch, which shuts out every earlier leader. */
export async function takeOver(
  em: EntityManager,
  signer: { address: string; role: string },
  now: Date,
): Promise<Lease> {
  const taken = await row<{ epoch: string }>(
    em,
    `INSERT INTO api.chain_signer (address, role, epoch, led_since) VALUES ($1, $2, 1, $3)
     ON CONFLICT (address) DO UPDATE SET epoch = chain_signer.epoch + 1, led_since = $3
     RETURNING epoch`,
    [toBytes(signer.address), signer.role, now],
  );
  if (!taken) throw new Error('the signer row was not written');
  return { address: signer.address, epoch: taken.epoch };
}

/** Locks the signer's row if the lease is still good; answers the next nonce the database knows. */
export async function fence(em: EntityManager, lease: Lease): Promise<number> {
  const held = await row<{ next_nonce: string }>(
    em,
    'SELECT next_nonce FROM api.chain_signer WHERE address = $1 AND epoch = $2 FOR UPDATE',
    [toBytes(lease.address), lease.epoch],
  );
  if (!held) throw new LeadershipLost(`${lease.address} is led by another process`);
  return Number(held.next_nonce);
}

export async function setNextNonce(em: EntityManager, lease: Lease, nonce: number): Promise<void> {
  await em.query('UPDATE api.chain_signer SET next_nonce = $2 WHERE address = $1', [
    toBytes(lease.address),
    nonce,
  ]);
}

/** The signer's commands in the given states, oldest first. */
export async function commandsIn(
  em: EntityManager,
  address: string,
  states: ChainCommandState[],
  limit: number,
): Promise<Command[]> {
  const found = await rows<CommandRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_command
     WHERE signer_address = $1 AND state = ANY($2)
       AND state IN ('queued', 'simulated', 'signed', 'sent', 'mined')
     ORDER BY seq LIMIT $3`,
    [toBytes(address), states, limit],
  );
  return found.map(read);
}

/** Commands of blocks above this one, ended or not, oldest first. */
export async function minedAbove(em: EntityManager, block: number): Promise<Command[]> {
  const found = await rows<CommandRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_command
     WHERE block_number > $1 AND state IN ('mined', 'confirmed', 'reverted')
     ORDER BY seq FOR UPDATE`,
    [block],
  );
  return found.map(read);
}

/** The ledger keeps every header this far below the head. */
const KEPT_HEADERS = 256;

/** Ended commands whose block, as the ledger knows that number now, is another one. */
export async function contradicted(em: EntityManager, address: string): Promise<Command[]> {
  const found = await rows<CommandRow>(
    em,
    `SELECT ${COLUMNS} FROM api.chain_command c
     WHERE signer_address = $1 AND state IN ('confirmed', 'reverted')
       AND block_number > (SELECT max(number) FROM api.ledger_block) - $2
       AND EXISTS (SELECT 1 FROM api.ledger_block b
         WHERE b.number = c.block_number AND b.hash <> c.block_hash)
     ORDER BY seq`,
    [toBytes(address), KEPT_HEADERS],
  );
  return found.map(read);
}

/** Whether an older command of any signer is still on its way into a block. */
export async function earlierInFlight(em: EntityManager, seq: string): Promise<boolean> {
  const found = await row<{ id: string }>(
    em,
    `SELECT id FROM api.chain_command
     WHERE seq < $1 AND state IN ('queued', 'simulated', 'signed', 'sent') LIMIT 1`,
    [seq],
  );
  return found !== undefined;
}

/** Columns a transition may set; addresses and hashes as 0x-hex. */
export interface Patch {
  nonce?: number | null;
  transactionHash?: string | null;
  blockNumber?: number | null;
  blockHash?: string | null;
  succeeded?: boolean | null;
  gasUsed?: bigint | null;
  feeWei?: bigint | null;
  reasonCode?: string | null;
  reason?: string | null;
}

const PATCH_COLUMNS: Record<keyof Patch, string> = {
  nonce: 'nonce',
  transactionHash: 'transaction_hash',
  blockNumber: 'block_number',
  blockHash: 'block_hash',
  succeeded: 'succeeded',
  gasUsed: 'gas_used',
  feeWei: 'fee_wei',
  reasonCode: 'reason_code',
  reason: 'reason',
};

/**
 * Moves a command along the machine, writes the timeline and wakes whoever watches it. Call it
 * inside a transaction that has fenced the lease. @throws IllegalTransition
 */
export async function move(
  em: EntityManager,
  command: Command,
  event: ChainCommandEvent,
  now: Date,
  patch: Patch = {},
  data: Record<string, unknown> = {},
): Promise<Command> {
  const state = next(chainCommandMachine, command.state, event);
  const sets: string[] = [];
  const values: unknown[] = [command.id, command.state, state, now];
  for (const [key, value] of Object.entries(patch) as [keyof Patch, Patch[keyof Patch]][]) {
    const isHash = key === 'transactionHash' || key === 'blockHash';
    values.push(isHash && typeof value === 'string' ? toBytes(value) : (value ?? null));
    sets.push(`, ${PATCH_COLUMNS[key]} = $${values.length}`);
  }
  const moved = await row<CommandRow>(
    em,
    `UPDATE api.chain_command SET state = $3, updated_at = $4${sets.join('')}
     WHERE id = $1 AND state = $2 RETURNING ${COLUMNS}`,
    values,
  );
  if (!moved) throw new LeadershipLost(`command ${command.id} is no longer ${command.state}`);
  await note(em, command.id, state, now, data);
  return read(moved);
}

/** Appends to a command's timeline and wakes whoever follows it. */
export async function note(
  em: EntityManager,
  commandId: string,
  state: ChainCommandState,
  now: Date,
  data: Record<string, unknown>,
): Promise<void> {
  await em.query(
    'INSERT INTO api.chain_command_event (command_id, state, at, data) VALUES ($1, $2, $3, $4)',
    [commandId, state, now, JSON.stringify(data)],
  );
  await em.query('SELECT pg_notify($1, $2)', [OPERATION_CHANNEL, commandId]);
}

export const outcomeOf = (command: Command, reason: CommandOutcome['reason']): CommandOutcome => ({
  operationId: command.id,
  kind: command.kind,
  subject: command.subject,
  organisationId: command.organisationId,
  transactionHash: command.transactionHash,
  blockNumber: command.blockNumber,
  reason,
});
