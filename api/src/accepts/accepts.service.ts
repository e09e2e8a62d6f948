import { Injectable } from '@nestjs/common';
import pg from 'pg';
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
import { GroupLine } from './group-line.js';
import type { Intent, Writer } from './intent.js';

/** A group is as large as it comes, up to this. */
const LARGEST_GROUP = 128;

/** What `api.accept` fails with. */
const NOT_WRITTEN = 'AC001';
const KEYS_TAKEN = 'AC002';

/** The idempotency key was taken by another request: its answer stands for this one. */
export class AlreadyAccepted extends Error {}

type AnyIntent = Intent<never>;
type Asked = Waiting<Ready>;
type Refusals = Map<Ready, Problem | AlreadyAccepted>;

/** An intent with what it writes as the database takes it. */
class Ready {
  readonly name: string;
  private made: { row: string; claim: string; commands: string[]; deeds: string[] } | undefined;

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
 * timeline, audit entry, all in one statement, which commits by itself. Requests that arrive while a
 * commit is under way share the next one; each has its own answer, and none fails for another's sake.
 */
@Injectable()
export class Accepts {
  private readonly gather = new Gather<Ready>({
    run: (group) => this.together(group),
    nameOf: ({ name }) => name,
    largest: LARGEST_GROUP,
  });

  constructor(
    private readonly db: Database,
    private readonly line: GroupLine,
    private readonly clock: Clock,
    private readonly idempotency: Idempotency,
    private readonly audit: Audit,
    private readonly outbox: Outbox,
  ) {}

  /**
   * Resolves once everything the intent says is committed: then it is there for ever.
   * @throws AlreadyAccepted, or the Problem its writer refuses the row with: where a twin of the
   * same key was first, it may be either, and the twin's answer is found by the key
   */
  async accept<Row>(intent: Intent<Row>): Promise<void> {
    if (this.db.inTransaction) throw new Error('an accept has a transaction of its own');
    await this.gather.add(new Ready(intent as unknown as AnyIntent, (one) => this.rowsOf(one)));
  }

  /** Each writer's part of a group is a statement of its own. */
  private async together(group: Asked[]): Promise<void> {
    const byWriter = Map.groupBy(group, ({ item }) => item.intent.writer as Writer<unknown>);
    for (const asked of byWriter.values()) {
      const open = new Set(asked);
      try {
        await this.settle(open, (statement) => this.line.commit(statement));
      } catch {
        // Whose fault it was shows when each goes alone, off the line that others wait for. What a
        // lost connection had committed after all is found by its key.
        for (const one of open) void this.alone(one).catch(one.reject);
      }
    }
  }

  private alone(one: Asked): Promise<void> {
    return this.settle(new Set([one]), async ({ name, text, values }) => {
      await this.db.independent(() => this.db.prepared(name, text, values));
    });
  }

  /** Answers all of a group and takes out who is answered; throws where it cannot answer the rest. */
  private async settle(
    open: Set<Asked>,
    commit: (statement: Statement) => Promise<void>,
  ): Promise<void> {
    while (open.size > 0) {
      const items = [...open].map(({ item }) => item);
      try {
        await commit(this.statementOf(items));
        this.outbox.wake(items.flatMap(({ intent }) => intent.commands));
        for (const one of open) one.resolve();
        return;
      } catch (error) {
        const refusals = refusalsOf(error, items);
        if (refusals.size === 0) throw error;
        for (const one of open) {
          const refusal = refusals.get(one.item);
          if (!refusal) continue;
          one.reject(refusal);
          open.delete(one);
        }
      }
    }
  }

  /** `items` are of one writer. */
  private statementOf(items: Ready[]): Statement {
    const { name, statement } = (items[0] as Ready).intent.writer;
    const rows = items.map((item) => item.rows());
    return {
      name,
      text: `WITH written AS (${statement})
        SELECT api.accept(ARRAY(SELECT n FROM written), $2, $3, $4, $5, $6)`,
      values: [
        numbered(rows.map(({ row }) => row)),
        rows.length,
        numbered(rows.map(({ claim }) => claim)),
        numbered(rows.flatMap(({ commands }) => commands)),
        this.clock.now(),
        numbered(rows.flatMap(({ deeds }) => deeds)),
      ],
    };
  }

  private rowsOf({ ctx, writer, row, answer, commands, deeds }: AnyIntent) {
    const { status, ...claimed } = claimOf(ctx);
    return {
      row: JSON.stringify(writer.asJson(row)),
      claim: this.idempotency.rowOf({ ...claimed, answer: { status, body: answer } }),
      commands: commands.map((command) => this.outbox.rowOf(command)),
      deeds: deeds.map((deed) => this.audit.rowOf(ctx, deed)),
    };
  }
}

type Statement = Required<Pick<pg.QueryConfig, 'name' | 'text'>> & { values: unknown[] };

/** Who of a group the database refused by name; nobody where the error says nothing of that. */
function refusalsOf(error: unknown, items: Ready[]): Refusals {
  const told: unknown = error instanceof QueryFailedError ? error.driverError : error;
  const { code, detail = '' } = told instanceof pg.DatabaseError ? told : {};
  if (code === NOT_WRITTEN) {
    const written = new Set(JSON.parse(detail) as number[]);
    const refused = items.filter((_, n) => !written.has(n));
    return new Map(refused.map((item) => [item, item.intent.writer.refusal()]));
  }
  if (code === KEYS_TAKEN) {
    const taken = new Set((JSON.parse(detail) as Parameters<typeof nameOf>[0][]).map(nameOf));
    const late = items.filter(({ name }) => taken.has(name));
    return new Map(late.map((item) => [item, new AlreadyAccepted()]));
  }
  return new Map();
}

function claimOf(ctx: Ctx): NonNullable<Ctx['claim']> {
  if (!ctx.claim) throw new Error('only a route that is @Grouped can accept');
  return ctx.claim;
}
