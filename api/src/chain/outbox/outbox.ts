import { chainCommandMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Clock } from '../../platform/clock.js';
import { Database } from '../../platform/database.js';
import { numbered } from '../../platform/numbered.js';
import { toHex } from '../bytes.js';
import { row, rows } from '../rows.js';
import { Signers } from '../signers.js';
import { type BatchRule, Batches } from './batches.js';
import type {
  CommandOutcome,
  LastLook,
  NamedCommand,
  NewCommand,
  OutcomeHandlers,
} from './command.js';

export const OUTBOX_CHANNEL = 'cadastre_outbox';
export const OPERATION_CHANNEL = 'cadastre_operation';

/** Beyond it lie ids that this platform never gives out (the sequence is a bigint). */
export const MAX_SPEND_ID = 1n << 62n;

/** Hex without its prefix, as Postgres decodes it; it refuses what is not hex, or no address. */
const bare = (hex: string): string => hex.replace(/^0x/, '');

/**
 * The door down to the chain. A domain writes its intention here, inside its own transaction; a
 * dispatcher signs and sends it. Nothing else in the API holds a key.
 */
@Injectable()
export class Outbox {
  private readonly handlers = new Map<string, OutcomeHandlers>();
  private readonly looks = new Map<string, LastLook>();
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
    const operationId = this.db.newId();
    await this.enqueueAll([{ ...command, operationId }]);
    return { operationId };
  }

  /** Queues many in one statement, in their order, under ids the caller gave out. */
  async enqueueAll(commands: NamedCommand[]): Promise<void> {
    const rows = commands.map((command) => this.rowOf(command));
    const values = [numbered(rows), this.clock.now()];
    await this.db.transaction(() =>
      this.db.prepared('outbox enqueue', 'SELECT api.chain_enqueue($1, $2)', values),
    );
    this.wake(commands);
  }

  /** A command as `api.chain_enqueue` takes it, in JSON. */
  rowOf(command: NamedCommand): string {
    return JSON.stringify({
      id: command.operationId,
      kind: command.kind,
      signer: command.signer,
      signer_address: bare(this.signers.address(command.signer)),
      to_address: bare(command.to),
      data: bare(command.data),
      subject_type: command.subject.type,
      subject_id: command.subject.id,
      organisation_id: command.organisationId,
      requested_by: command.ctx.actor?.userId ?? null,
      correlation_id: command.ctx.correlationId,
    });
  }

  /** Tells the dispatchers, if the running transaction commits, that there is something for them. */
  wake(commands: NamedCommand[]): void {
    for (const signer of new Set(commands.map((command) => command.signer))) {
      this.db.notify(OUTBOX_CHANNEL, signer);
    }
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

  /** The calls, 0x-hex, of a kind about a subject that were not brought to an end yet. */
  async underWay(kind: string, subjectId: string): Promise<string[]> {
    const found = await rows<{ data: Buffer }>(
      this.db.em,
      `SELECT data FROM api.chain_command
       WHERE subject_id = $1 AND kind = $2 AND state <> ALL($3)`,
      [subjectId, kind, chainCommandMachine.finals],
    );
    return found.map(({ data }) => toHex(data));
  }

  /** Registers what a kind of command means to its domain when it ends. Once per kind. */
  onOutcome(kind: string, handlers: OutcomeHandlers): void {
    if (this.handlers.has(kind)) throw new Error(`outcomes of ${kind} are already handled`);
    this.handlers.set(kind, handlers);
  }

  /** Has commands of a kind looked at once more right before they are signed. Once per kind. */
  beforeSending(kind: string, look: LastLook): void {
    if (this.looks.has(kind)) throw new Error(`${kind} is looked at already`);
    this.looks.set(kind, look);
  }

  /** Used by the dispatcher. */
  lookOf(kind: string): LastLook | undefined {
    return this.looks.get(kind);
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
