import { Injectable } from '@nestjs/common';
import { getAddress } from 'ethers';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { toBytes } from '../bytes.js';
import { row } from '../rows.js';
import { Signers } from '../signers.js';
import { type BatchRule, Batches } from './batches.js';
import type { CommandOutcome, NewCommand, OutcomeHandlers } from './command.js';

export const OUTBOX_CHANNEL = 'cadastre_outbox';
export const OPERATION_CHANNEL = 'cadastre_operation';

/** Beyond it lie ids that this platform never gives out (the sequence is a bigint). */
export const MAX_SPEND_ID = 1n << 62n;

/**
 * The door down to the chain. A domain writes its intention here, inside its own transaction; a
 * dispatcher signs and sends it. Nothing else in the API holds a key.
 */
@Injectable()
export class Outbox {
  private readonly handlers = new Map<string, OutcomeHandlers>();
  /** Kinds whose commands may share a transaction. */
  readonly batches = new Batches();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly signers: Signers,
  ) {}

  /**
   * Queues a command in the caller's transaction: it exists if, and only if, that commits.
   * Answers the operation's id, under which its timeline can be followed.
   */
  async enqueue(command: NewCommand): Promise<{ operationId: string }> {
    const em = this.db.em;
    const now = this.clock.now();
    const inserted = await row<{ id: string }>(
      em,
      `WITH command AS (
         INSERT INTO api.chain_command (kind, signer, signer_address, to_address, data, state,
           subject_type, subject_id, organisation_id, requested_by, correlation_id, created_at,
           updated_at)
         VALUES ($1, $2, $3, $4, $5, 'queued', $6, $7, $8, $9, $10, $11, $11) RETURNING id
       ), timeline AS (
         INSERT INTO api.chain_command_event (command_id, state, at, data)
         SELECT id, 'queued', $11, '{}'::jsonb FROM command
       )
       SELECT id FROM command`,
      [
        command.kind,
        command.signer,
        toBytes(this.signers.address(command.signer)),
        toBytes(getAddress(command.to)),
        toBytes(command.data),
        command.subject.type,
        command.subject.id,
        command.organisationId,
        command.ctx.actor?.userId ?? null,
        command.ctx.correlationId,
        now,
      ],
    );
    if (!inserted) throw new Error('the command was not stored');
    await em.query('SELECT pg_notify($1, $2)', [OUTBOX_CHANNEL, command.signer]);
    return { operationId: inserted.id };
  }

  /**
   * A number no value-creating call has used: the contract spends it once, so that even a restored
   * database cannot mint twice. Gaps (rolled-back requests) are harmless.
   */
  async nextSpendId(): Promise<bigint> {
    const next = await row<{ id: string }>(
      this.db.em,
      `SELECT nextval('api.chain_spend_id') AS id`,
    );
    if (!next) throw new Error('the sequence gave nothing');
    return BigInt(next.id);
  }

  /**
   * Told by the ledger of an id that was spent. Only a database restored from before it was given
   * out has not passed it yet; it must not be given out again.
   */
  async spent(id: bigint): Promise<void> {
    if (id >= MAX_SPEND_ID) return;
    await this.db.em.query(
      `SELECT setval('api.chain_spend_id', $1) FROM api.chain_spend_id WHERE last_value < $1`,
      [id],
    );
  }

  /** Registers what a kind of command means to its domain when it ends. Once per kind. */
  onOutcome(kind: string, handlers: OutcomeHandlers): void {
    if (this.handlers.has(kind)) throw new Error(`outcomes of ${kind} are already handled`);
    this.handlers.set(kind, handlers);
  }

  /** Lets commands of a kind travel together in one transaction. Once per kind. */
  batch(kind: string, rule: BatchRule): void {
    this.batches.add(kind, rule);
  }

  /** Used by the dispatcher, inside the transaction that records the outcome. */
  async tell(outcome: keyof OutcomeHandlers, command: CommandOutcome): Promise<void> {
    await this.handlers.get(command.kind)?.[outcome]?.(this.db.em, command);
  }
}
