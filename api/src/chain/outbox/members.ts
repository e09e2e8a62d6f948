import {
  chainCommandMachine,
  type ChainCommandEvent,
  type ChainCommandState,
  next,
} from '@cadastre/core';
import type { EntityManager } from 'typeorm';
import { rows } from '../rows.js';
import type { CommandOutcome } from './command.js';
import { LeadershipLost } from './lease.js';
import { OPERATION_CHANNEL } from './outbox.js';
import type { RevertReason } from './revert-reason.js';
import { note, OUTCOME_COLUMNS, outcomeOf, type OutcomeRow } from './store.js';

/*
 * The commands of carriers, moved with them: every command of a carrier is in its state, in the same
 * SQL transaction, however many they are.
 */

/** What one carrier's step adds to the timeline of each of its commands. */
export interface Step {
  carrierId: string;
  data: Record<string, unknown>;
  reason?: RevertReason;
}

/** Puts waiting commands on carriers that were just signed; the timeline tells both steps. */
export async function board(
  em: EntityManager,
  boarding: { commandIds: string[]; step: Step; simulated: Record<string, unknown> }[],
  now: Date,
): Promise<void> {
  next(chainCommandMachine, next(chainCommandMachine, 'queued', 'simulate'), 'sign');
  const all = boarding.flatMap(({ commandIds, step, simulated }) =>
    commandIds.map((id) => ({ id, step, simulated })),
  );
  const moved = await rows<{ id: string }>(
    em,
    `UPDATE api.chain_command c SET state = 'signed', updated_at = $3, carrier_id = k.id,
       nonce = k.nonce, transaction_hash = k.transaction_hash
     FROM unnest($1::uuid[], $2::uuid[]) AS b(id, carrier_id)
     JOIN api.chain_carrier k ON k.id = b.carrier_id
     WHERE c.id = b.id AND c.state IN ('queued', 'simulated') RETURNING c.id`,
    [all.map((one) => one.id), all.map((one) => one.step.carrierId), now],
  );
  if (moved.length !== all.length) {
    throw new LeadershipLost(`${all.length - moved.length} commands no longer wait`);
  }
  const notes = all.flatMap(({ id, step, simulated }) => [
    { id, state: 'simulated' as const, data: simulated },
    { id, state: 'signed' as const, data: step.data },
  ]);
  await note(em, notes, now);
}

interface MovedRow extends OutcomeRow {
  carrier_id: string;
  was: ChainCommandState;
}

/**
 * Brings the commands of carriers to where the carriers are: hash, block and each one's share of gas
 * and fee. Answers them with the id of their carrier, oldest first. @throws IllegalTransition
 */
export async function follow(
  em: EntityManager,
  event: ChainCommandEvent,
  to: ChainCommandState,
  steps: Step[],
  now: Date,
): Promise<{ carrierId: string; outcome: CommandOutcome }[]> {
  const moved = await tell(
    em,
    `UPDATE api.chain_command c SET state = $4, updated_at = $5,
       transaction_hash = k.transaction_hash, block_number = k.block_number,
       block_hash = k.block_hash, succeeded = k.succeeded,
       gas_used = ${share('k.gas_used')}, fee_wei = ${share('k.fee_wei')},
       reason_code = s.code, reason = s.sentence
     FROM steps s JOIN api.chain_carrier k ON k.id = s.carrier_id WHERE c.carrier_id = k.id`,
    steps,
    to,
    now,
  );
  for (const was of new Set(moved.map((one) => one.was))) {
    if (next(chainCommandMachine, was, event) !== to) throw new Error(`${event} is not to ${to}`);
  }
  const reasons = new Map(steps.map((step) => [step.carrierId, step.reason ?? null]));
  return moved.map((r) => ({
    carrierId: r.carrier_id,
    outcome: outcomeOf(r, reasons.get(r.carrier_id) ?? null),
  }));
}

/** Whole and without loss: the oldest command bears what is left. */
const share = (column: string): string =>
  `div(${column}, k.commands) + CASE WHEN c.seq = k.first_seq THEN mod(${column}, k.commands) ELSE 0 END`;

/** Takes commands off carriers that will never bring them: they wait for a nonce again. */
export async function disembark(
  em: EntityManager,
  event: 'split' | 'displace',
  steps: Step[],
  now: Date,
): Promise<void> {
  const moved = await tell(
    em,
    `UPDATE api.chain_command c SET state = $4, updated_at = $5, carrier_id = NULL, nonce = NULL,
       transaction_hash = NULL, block_number = NULL, block_hash = NULL, succeeded = NULL,
       gas_used = NULL, fee_wei = NULL, reason_code = s.code, reason = s.sentence,
       alone = c.alone OR ${event === 'split' ? 'true' : 'false'}
     FROM steps s WHERE c.carrier_id = s.carrier_id`,
    steps,
    'queued',
    now,
  );
  for (const was of new Set(moved.map((one) => one.was))) next(chainCommandMachine, was, event);
}

/** Runs an update of commands, writes their timelines and wakes whoever follows them. */
async function tell(
  em: EntityManager,
  update: string,
  steps: Step[],
  to: ChainCommandState,
  now: Date,
): Promise<MovedRow[]> {
  return rows<MovedRow>(
    em,
    `WITH steps AS (
       SELECT * FROM unnest($1::uuid[], $2::jsonb[], $6::text[], $7::text[])
         AS s(carrier_id, data, code, sentence)
     ), moved AS (
       ${update} RETURNING ${OUTCOME_COLUMNS}, c.seq, s.carrier_id, old.state AS was
     ), told AS (
       INSERT INTO api.chain_command_event (command_id, state, at, data)
       SELECT m.id, $4, $5, s.data FROM moved m JOIN steps s USING (carrier_id) ORDER BY m.seq
     )
     SELECT m.*, pg_notify($3, m.id::text) FROM moved m ORDER BY m.seq`,
    [
      steps.map((step) => step.carrierId),
      steps.map((step) => JSON.stringify(step.data)),
      OPERATION_CHANNEL,
      to,
      now,
      steps.map((step) => step.reason?.code ?? null),
      steps.map((step) => step.reason?.sentence ?? null),
    ],
  );
}

/** Adds to the timeline of carriers' commands without moving them. */
export async function remark(em: EntityManager, steps: Step[], now: Date): Promise<void> {
  const carried = await rows<{ id: string; carrier_id: string; state: ChainCommandState }>(
    em,
    `SELECT id, carrier_id, state FROM api.chain_command
     WHERE carrier_id = ANY($1::uuid[]) ORDER BY seq`,
    [steps.map((step) => step.carrierId)],
  );
  const data = new Map(steps.map((step) => [step.carrierId, step.data]));
  const notes = carried.map((c) => ({
    id: c.id,
    state: c.state,
    data: data.get(c.carrier_id) ?? {},
  }));
  await note(em, notes, now);
}
