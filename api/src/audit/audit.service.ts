import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { numbered } from '../platform/numbered.js';
import { cut, openCursor, type Page } from '../platform/page.js';
import { aroundPlace, laneOf, type Unchained } from './audit.chain.js';
import { AuditEntry } from './audit.entity.js';
import type { AuditEntryView, AuditQuery } from './audit.schema.js';

export interface Deed {
  /** `<subject>.<verb>`, e.g. `asset.submit`. */
  action: string;
  subject: { type: string; id: string };
  /** Whose log it belongs to; null for the platform's own. */
  organisationId: string | null;
  /** JSON without personal data: ids, hashes, states, amounts as text. */
  data?: object;
}

/** Told in the transaction of the deed. */
export type DeedListener = (ctx: Ctx, deed: Deed) => Promise<void>;

/** The hash-chained log of who did what, written in the same transaction as the deed. */
@Injectable()
export class Audit {
  private readonly pending = new WeakMap<object, Unchained[]>();
  private readonly listeners: DeedListener[] = [];

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {}

  /** Hears of every deed that is recorded by `record`; call it in `onModuleInit`. */
  listen(listener: DeedListener): void {
    this.listeners.push(listener);
  }

  /**
   * Writes one entry when the running transaction is about to commit (or at once outside of one),
   * together with all others of it in one statement: a lane is locked only for an instant, and
   * always in the same order.
   */
  async record(ctx: Ctx, deed: Deed): Promise<void> {
    if (!this.db.inTransaction) return this.db.transaction(() => this.record(ctx, deed));
    const entry = this.entryOf(ctx, deed);
    const { em } = this.db;
    const waiting = this.pending.get(em);
    if (waiting) waiting.push(entry);
    else this.pending.set(em, [entry]);
    for (const listener of this.listeners) await listener(ctx, deed);
    this.db.beforeCommit('audit', () => {
      const entries = this.pending.get(em) ?? [];
      this.pending.delete(em);
      return this.write(entries);
    });
  }

  /** An entry as `api.audit_append` takes it, for whoever writes other rows in the same call. */
  rowOf(ctx: Ctx, deed: Deed): string {
    return rowOf(this.entryOf(ctx, deed));
  }

  /** Entries the actor may see, newest first: own organisation's, or all for staff. */
  async list(ctx: Ctx, query: AuditQuery): Promise<Page<AuditEntryView>> {
    const actor = actorOf(ctx);
    const own = actor.role === 'issuer' || actor.role === 'investor';
    const select = this.db.em
      .createQueryBuilder(AuditEntry, 'entry')
      .orderBy('entry.id', 'DESC')
      .take(query.limit + 1);
    if (own) select.andWhere('entry.organisation_id = :own', { own: actor.organisationId });
    if (query.subjectType) select.andWhere('entry.subject_type = :subjectType', query);
    if (query.subjectId) select.andWhere('entry.subject_id = :subjectId', query);
    if (query.action) select.andWhere('entry.action = :action', query);
    if (query.after) select.andWhere('entry.id < :after', { after: openCursor(query.after) });
    const rows = await select.getMany();
    return cut(
      rows,
      query.limit,
      (shown) => shown.map(view),
      ({ id }) => id,
    );
  }

  private entryOf(ctx: Ctx, deed: Deed): Unchained {
    return {
      lane: laneOf(deed.organisationId),
      id: this.db.newId(),
      at: this.clock.now(),
      actorUserId: ctx.actor?.userId ?? null,
      actorOrganisationId: ctx.actor?.organisationId ?? null,
      actorRole: ctx.actor?.role ?? null,
      action: deed.action,
      subjectType: deed.subject.type,
      subjectId: deed.subject.id,
      organisationId: deed.organisationId,
      data: JSON.parse(JSON.stringify({ ...deed.data, apiKeyId: ctx.actor?.apiKey?.id })) as object,
      correlationId: ctx.correlationId,
    };
  }

  private async write(entries: Unchained[]): Promise<void> {
    await this.db.prepared('audit append', 'SELECT api.audit_append($1)', [
      numbered(entries.map(rowOf)),
    ]);
  }
}

const rowOf = (entry: Unchained): string =>
  JSON.stringify({
    lane: entry.lane,
    id: entry.id,
    at: entry.at,
    actor_user_id: entry.actorUserId,
    actor_organisation_id: entry.actorOrganisationId,
    actor_role: entry.actorRole,
    action: entry.action,
    subject_type: entry.subjectType,
    subject_id: entry.subjectId,
    organisation_id: entry.organisationId,
    data: entry.data,
    correlation_id: entry.correlationId,
    ...aroundPlace(entry),
  });

function view(entry: AuditEntry): AuditEntryView {
  const { actorUserId, actorOrganisationId, actorRole } = entry;
  return {
    id: entry.id,
    lane: entry.lane,
    seq: entry.seq.toString(),
    at: entry.at.toISOString(),
    actor:
      actorUserId && actorOrganisationId && actorRole
        ? { userId: actorUserId, organisationId: actorOrganisationId, role: actorRole }
        : null,
    action: entry.action,
    subject: { type: entry.subjectType, id: entry.subjectId },
    organisationId: entry.organisationId,
    data: { ...entry.data },
    correlationId: entry.correlationId,
    hash: entry.hash.toString('hex'),
    prevHash: entry.prevHash.toString('hex'),
  };
}
