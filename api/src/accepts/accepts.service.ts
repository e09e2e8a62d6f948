import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Outbox } from '../chain/outbox/outbox.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Idempotency, nameOf } from '../platform/idempotency.js';
import type { Problem } from '../platform/problem.js';
import { Gather } from './gather.js';
import type { Intent, Writer } from './intent.js';

/** Measured best for one process beside its database on two cores (bench:outbox). */
const LIMITS = { underWay: 2, size: 128 };

/** Longer nobody in a group waits for a lock that only one of them needs. */
const LOCK_PATIENCE = '250ms';

/** The idempotency key was taken by another request: its answer stands for this one. */
export class AlreadyAccepted extends Error {}

/** Some of a group were refused; the whole is rolled back and goes again without them. */
class SomeRefused extends Error {
  constructor(readonly refusals: Map<AnyIntent, Problem>) {
    super('some of a group were refused');
  }
}

type AnyIntent = Intent<never>;
type Settled = PromiseSettledResult<undefined>;

const ACCEPTED: Settled = { status: 'fulfilled', value: undefined };
const failed = (reason: unknown): Settled => ({ status: 'rejected', reason });

/**
 * Accepts commands: idempotency row, business row, chain command with the first event of its
 * timeline, audit entry, all in one SQL transaction. Requests that arrive while a commit is under
 * way share the next one; each has its own answer, and none fails for another's sake.
 */
@Injectable()
export class Accepts {
  private readonly gather = new Gather(
    (intents: AnyIntent[]) => this.settle(intents),
    (intent) => nameOf(claimOf(intent.ctx)),
    LIMITS,
  );

  constructor(
    private readonly db: Database,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Resolves once everything the intent says is committed: then it is there for ever.
   * @throws AlreadyAccepted, or the Problem its writer refused the row with
   */
  async accept<Row>(intent: Intent<Row>): Promise<void> {
    if (this.db.inTransaction) throw new Error('an accept has a transaction of its own');
    await this.gather.add(intent as unknown as AnyIntent);
  }

  private async settle(intents: AnyIntent[]): Promise<Settled[]> {
    const settled = new Map<AnyIntent, Settled>();
    let left = intents;
    while (left.length > 0) {
      try {
        const taken = await this.db.independent(() => this.write(left));
        for (const intent of left) {
          settled.set(intent, taken.has(intent) ? failed(new AlreadyAccepted()) : ACCEPTED);
        }
        left = [];
      } catch (error) {
        if (error instanceof SomeRefused) {
          for (const [intent, problem] of error.refusals) settled.set(intent, failed(problem));
        } else if (left.length === 1) {
          for (const intent of left) settled.set(intent, failed(error));
        } else {
          // Whose fault it was shows when each goes alone. What a lost connection had committed
          // after all is found by its key.
          const alone = await Promise.all(left.map((intent) => this.settle([intent])));
          for (const [i, intent] of left.entries()) {
            settled.set(intent, alone[i]?.[0] ?? failed(error));
          }
        }
        left = left.filter((intent) => !settled.has(intent));
      }
    }
    return intents.map((intent) => settled.get(intent) ?? failed(new Error('not settled')));
  }

  /** @returns those whose key another request has taken; nothing of theirs is written */
  private async write(intents: AnyIntent[]): Promise<Set<AnyIntent>> {
    if (intents.length > 1) await this.db.sql(`SET LOCAL lock_timeout = '${LOCK_PATIENCE}'`);
    const byClaim = new Map(
      intents.map((intent) => {
        const { status, ...claim } = claimOf(intent.ctx);
        return [{ ...claim, answer: { status, body: intent.answer } }, intent] as const;
      }),
    );
    const claimed = await this.idempotency.claim([...byClaim.keys()]);
    const taken = new Set<AnyIntent>();
    const fresh: AnyIntent[] = [];
    for (const [claim, intent] of byClaim) {
      if (claimed.has(claim)) fresh.push(intent);
      else taken.add(intent);
    }
    await this.writeRows(fresh);
    const commands = fresh.flatMap((intent) => intent.commands);
    if (commands.length > 0) await this.outbox.enqueueAll(commands);
    for (const { ctx, deeds } of fresh) {
      for (const deed of deeds) await this.audit.record(ctx, deed);
    }
    return taken;
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
