import { type Machine, next } from '@cadastre/core';
import type { FindOneOptions } from 'typeorm';
import type { Clock } from '../platform/clock.js';
import { type Ctx, seenBy } from '../platform/context.js';
import type { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import type { Audit } from './audit.service.js';

/** A row that an organisation owns. */
interface OwnedRow {
  id: string;
  organisationId: string;
  state: string;
  updatedAt: Date;
}

/** What tells one kind of row from another. */
export interface OwnedKind<Row extends OwnedRow> {
  entity: new () => Row;
  /** What its audit entries are about, and begin with. */
  subject: string;
  /** What a person calls it. */
  noun: string;
  /** What each of its audit entries tells, beside the state. */
  facts: (row: Row) => object;
}

/** Rows that are found by those who may see them, locked before a change, and written with an audit entry. */
export abstract class OwnedStore<Row extends OwnedRow> {
  protected constructor(
    protected readonly db: Database,
    protected readonly clock: Clock,
    protected readonly audit: Audit,
    private readonly owned: OwnedKind<Row>,
  ) {}

  /** The row, if the actor may see it: an issuer its own, staff all. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<Row> {
    return this.required(await this.one({ where: { id, ...seenBy(ctx) } }));
  }

  /** Whosever it is: for what everybody may know. @throws NotFound */
  async known(id: string): Promise<Row> {
    return this.required(await this.one({ where: { id } }));
  }

  /** The actor's, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<Row> {
    return this.required(await this.locked({ id, ...seenBy(ctx) }));
  }

  /** Any, locked for a change. @throws NotFound */
  async lock(id: string): Promise<Row> {
    return this.required(await this.locked({ id }));
  }

  async insert(ctx: Ctx, row: Row, verb = 'create'): Promise<void> {
    await this.db.em.insert<OwnedRow>(this.owned.entity, row);
    await this.record(ctx, row, verb, {});
  }

  async save(ctx: Ctx, row: Row, verb: string, data: object = {}): Promise<void> {
    row.updatedAt = this.clock.now();
    await this.db.em.save(this.owned.entity, row);
    await this.record(ctx, row, verb, data);
  }

  /** The one that is like this, locked for a change. */
  protected locked(like: object): Promise<Row | null> {
    return this.one({ where: like, lock: { mode: 'pessimistic_write' } });
  }

  /** How the names of its audit entries begin. */
  protected prefix(_row: Row): string {
    return this.owned.subject;
  }

  private one(like: FindOneOptions<OwnedRow>): Promise<Row | null> {
    return this.db.em.findOne<OwnedRow>(this.owned.entity, like) as Promise<Row | null>;
  }

  private required(row: Row | null): Row {
    if (!row) throw new NotFound(this.owned.noun);
    return row;
  }

  private record(ctx: Ctx, row: Row, verb: string, data: object): Promise<void> {
    const { subject, facts } = this.owned;
    return this.audit.record(ctx, {
      action: `${this.prefix(row)}.${verb}`,
      subject: { type: subject, id: row.id },
      organisationId: row.organisationId,
      data: { state: row.state, ...facts(row), ...data },
    });
  }
}

/** Rows that a machine's table moves from state to state. */
export interface MovedKind<Row extends OwnedRow, Event extends string> extends OwnedKind<Row> {
  machine: Machine<Row['state'], Event>;
  /** How the codes of its refusals begin. */
  code: string;
}

/** An `OwnedStore` whose rows move by a machine. */
export abstract class MovedStore<
  Row extends OwnedRow,
  Event extends string,
> extends OwnedStore<Row> {
  protected constructor(
    db: Database,
    clock: Clock,
    audit: Audit,
    private readonly kind: MovedKind<Row, Event>,
  ) {
    super(db, clock, audit, kind);
  }

  /** Moves it. @throws Conflict `<code>_is_<state>` where its table forbids it */
  move(row: Row, event: Event): void {
    row.state = this.after(row, event);
  }

  /** Its state after an event. @throws as `move` */
  after(row: Row, event: Event): Row['state'] {
    try {
      return next(this.kind.machine, row.state, event);
    } catch {
      const { code, noun } = this.kind;
      throw new Conflict(`${code}_is_${row.state}`, `The ${noun} is ${row.state}.`);
    }
  }
}
