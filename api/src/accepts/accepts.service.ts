import { Injectable } from '@nestjs/common';
import { QueryFailedError } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Idempotency, nameOf } from '../platform/idempotency.js';
import { numbered } from '../platform/numbered.js';
import type { Problem } from '../platform/problem.js';
import { Gather, type Waiting } from './gather.js';
import type { Intent, Writer } from './intent.js';

/** One group at a time, as large as it comes: measured best beside the database on two cores (bench:outbox). */
const LARGEST_GROUP = 128;

/** Longer nobody waits for a lock on a place that others need; whoever must wait does so alone. */
const LOCK_PATIENCE = '250ms';
const LOCK_NOT_AVAILABLE = '55P03';

const PATIENCE = `SELECT set_config('lock_timeout', $1, true)`;
const ACCEPT = 'SELECT user_id, key FROM api.accept($1, $2, $3, $4)';

/** The idempotency key was taken by another request: its answer stands for this one. */
export class AlreadyAccepted extends Error {}

/** Some of a group were refused; the whole is rolled back and goes again without them. */
class SomeRefused extends Error {
  constructor(readonly refusals: Map<AnyIntent, Problem | AlreadyAccepted>) {
    super('some of a group were refused');
  }
}

type AnyIntent = Intent<never>;
type Asked = Waiting<Ready>;

/** An intent with what it writes as the database takes it. */
class Ready {
  readonly name: string;
  private made: { claim: string; commands: string[]; deeds: string[] } | undefined;

  constructor(
    readonly intent: AnyIntent,
    private readonly make: (intent: AnyIntent) => NonNullable<Ready['made']>,
  ) {
    this.name = nameOf(claimOf(intent.ctx));
  }

  /** Made once, at the first asking. */
  rows() {
    return (this.made ??= this.make(this.intent));
  }
}

/**
 * Accepts commands: idempotency row, business row, chain command with the first event of its
 * timeline, audit entry, all in one SQL transaction. Requests that arrive while a commit is under
 * way share the next one; each has its own answer, and none fails for another's sake.
 */
@Injectable()
export class Accepts {
  private readonly gather = new Gather<Ready>({
    run: (group) => this.together(group),
    nameOf: ({ name }) => name,
    prepare: (ready) => void ready.rows(),
    largest: LARGEST_GROUP,
  });

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Resolves once everything the intent says is committed: then it is there for ever.
   * @throws AlreadyAccepted, or the Problem its writer refused the row with: where a twin of the
   * same key was first, it may be either, and the twin's answer is found by the key
   */
  async accept<Row>(intent: Intent<Row>): Promise<void> {
    if (this.db.inTransaction) throw new Error('an accept has a transaction of its own');
    await this.gather.add(new Ready(intent as unknown as AnyIntent, (one) => this.rowsOf(one)));
  }

  private async together(group: Asked[]): Promise<void> {
    const open = new Set(group);
    try {
      await this.settle(open, LOCK_PATIENCE);
    } catch (error) {
      if (group.length === 1 && !isLockTimeout(error)) {
        for (const { reject } of group) reject(error);
        return;
      }
      // Whose fault it was shows when each goes alone, off the places that others wait for. What a
      // lost connection had committed after all is found by its key.
      for (const one of open) void this.settle(new Set([one]), '0').catch(one.reject);
    }
  }

  /** Answers all of a group and takes out who is answered; throws where it cannot answer the rest. */
  private async settle(open: Set<Asked>, lockPatience: string): Promise<void> {
    while (open.size > 0) {
      try {
        const items = [...open].map(({ item }) => item);
        await this.db.independent(() => this.write(items, lockPatience));
        for (const one of open) one.resolve();
        return;
      } catch (error) {
        if (!(error instanceof SomeRefused)) throw error;
        for (const one of open) {
          const refusal = error.refusals.get(one.item.intent);
          if (!refusal) continue;
          one.reject(refusal);
          open.delete(one);
        }
      }
    }
  }

  /** Business rows first, then all else in one call. @throws SomeRefused */
  private async write(items: Ready[], lockPatience: string): Promise<void> {
    const intents = items.map(({ intent }) => intent);
    // Sent together: the second answers for the first.
    await Promise.all([
      this.db.prepared('patience', PATIENCE, [lockPatience]),
      this.writeRows(intents),
    ]);
    const rows = items.map((item) => item.rows());
    const taken = await this.db.prepared<{ user_id: string; key: string }>('accept', ACCEPT, [
      numbered(rows.map(({ claim }) => claim)),
      numbered(rows.flatMap(({ commands }) => commands)),
      this.clock.now(),
      numbered(rows.flatMap(({ deeds }) => deeds)),
    ]);
    const byName = new Map(items.map(({ name, intent }) => [name, intent]));
    const late = taken.flatMap(
      ({ user_id: userId, key }) => byName.get(nameOf({ userId, key })) ?? [],
    );
    if (late.length > 0)
      throw new SomeRefused(new Map(late.map((one) => [one, new AlreadyAccepted()])));
    this.outbox.wake(intents.flatMap(({ commands }) => commands));
  }

  private rowsOf({ ctx, answer, commands, deeds }: AnyIntent) {
    const { status, ...claimed } = claimOf(ctx);
    return {
      claim: this.idempotency.rowOf({ ...claimed, answer: { status, body: answer } }),
      commands: commands.map((command) => this.outbox.rowOf(command)),
      deeds: deeds.map((deed) => this.audit.rowOf(ctx, deed)),
    };
  }

  private async writeRows(intents: AnyIntent[]): Promise<void> {
    const refusals = new Map<AnyIntent, Problem>();
    const byWriter = Map.groupBy(intents, ({ writer }) => writer as Writer<unknown>);
    for (const [writer, own] of [...byWriter].sort(([a], [b]) => (a.name < b.name ? -1 : 1))) {
      const refused = await writer.write(own.map(({ row }) => row));
      for (const [i, problem] of refused) {
        const intent = own[i];
        if (intent) refusals.set(intent, problem);
      }
    }
    if (refusals.size > 0) throw new SomeRefused(refusals);
  }
}

function claimOf(ctx: Ctx): NonNullable<Ctx['claim']> {
  if (!ctx.claim) throw new Error('only a route that is @Grouped can accept');
  return ctx.claim;
}

const isLockTimeout = (error: unknown): boolean =>
  error instanceof QueryFailedError &&
  (error.driverError as { code?: unknown }).code === LOCK_NOT_AVAILABLE;
