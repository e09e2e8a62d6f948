import { createHash } from 'node:crypto';
import { canonicalJson } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In, LessThanOrEqual } from 'typeorm';
import { Users } from '../accounts/users.service.js';
import { Audit } from '../audit/audit.service.js';
import { Clock, DAY_MS } from '../platform/clock.js';
import { actorOf, type Ctx, type Role } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, Forbidden, NotFound } from '../platform/problem.js';
import { Approval } from './approval.entity.js';
import type {
  ApprovalBody,
  ApprovalsQuery,
  ApprovalState,
  ApprovalView,
  DecisionBody,
} from './approval.schema.js';
import { ApprovalRules } from './rules.service.js';
import { type Voice, Voices } from './voices.service.js';
import { inEnglish, type Sentence } from '../platform/sentence.js';

export type Payload = Record<string, unknown>;

/** What a handler gets: the row and its parsed payload. */
export interface Decided {
  id: string;
  kind: string;
  state: ApprovalState;
  subject: { type: string; id: string };
  organisationId: string;
  payload: Payload;
  requestedBy: string;
  decisionReason: string | null;
}

export interface ApprovalHandler {
  /** Does what was approved, in the approver's transaction; throwing keeps it pending. */
  execute(ctx: Ctx, approval: Decided): Promise<{ operationId?: string }>;
  /** One sentence that says what approval will do. */
  describe(payload: Payload): Sentence;
  /** Undoes the waiting when it was rejected, withdrawn or has expired (`approval.state` says). */
  onRejected?(ctx: Ctx, approval: Decided): Promise<void>;
}

export interface ApprovalRequest {
  kind: string;
  subject: { type: string; id: string };
  organisationId: string;
  /** JSON; amounts as text. Its hash is what the checker signs off. */
  payload: object;
  requiredRole: Role;
  reason: string;
  /** When the matter itself ends; nobody decides after it, nor after seven days. */
  until?: Date;
}

const DAYS_TO_DECIDE = 7;

/** Four eyes: one person asks, another decides on exactly what was asked. */
@Injectable()
export class Approvals {
  private readonly handlers = new Map<string, ApprovalHandler>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly users: Users,
    private readonly rules: ApprovalRules,
    private readonly voices: Voices,
  ) {}

  /** Says what `kind` means; call it in `onModuleInit`. */
  handle(kind: string, handler: ApprovalHandler): void {
    if (this.handlers.has(kind)) throw new Error(`approval kind ${kind} has two handlers`);
    this.handlers.set(kind, handler);
  }

  /** Every kind of request that somebody decides on, by name. */
  kinds(): string[] {
    return [...this.handlers.keys()].sort();
  }

  async request(ctx: Ctx, request: ApprovalRequest): Promise<ApprovalView> {
    const actor = actorOf(ctx);
    this.handlerOf(request.kind);
    const payload = canonicalJson(request.payload);
    const now = this.clock.now();
    const longest = now.getTime() + DAYS_TO_DECIDE * DAY_MS;
    const row = this.db.em.create(Approval, {
      id: this.db.newId(),
      kind: request.kind,
      subjectType: request.subject.type,
      subjectId: request.subject.id,
      organisationId: request.organisationId,
      payload,
      payloadHash: sha256(payload),
      requiredRole: request.requiredRole,
      approvers: await this.rules.approversOf(request.kind, request.payload),
      reason: request.reason,
      state: 'pending',
      requestedBy: actor.userId,
      requestedRole: actor.role,
      requestedAt: now,
      expiresAt: new Date(Math.min(longest, request.until?.getTime() ?? longest)),
      decidedBy: null,
      decidedAt: null,
      decisionReason: null,
      operationId: null,
    });
    await this.db.em.insert(Approval, row);
    await this.record(ctx, row, 'approval.request');
    return this.view(row);
  }

  /** The actor's organisation's, or all for staff; newest first. */
  list(ctx: Ctx, { state, ...query }: ApprovalsQuery): Promise<Page<ApprovalView>> {
    const where = { ...this.scope(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, Approval, query, where, (rows) => this.views(rows));
  }

  async get(ctx: Ctx, id: string): Promise<ApprovalView> {
    const row = await this.db.em.findOneBy(Approval, { id, ...this.scope(ctx) });
    if (!row) throw new NotFound('approval');
    return this.view(row);
  }

  /**
   * Says yes; the last voice that is needed does what was asked.
   * @throws Forbidden `own_request` | `not_deputy`, Conflict `payload_changed` | `not_pending` | `expired` | `voice_given`
   */
  async approve(ctx: Ctx, id: string, body: ApprovalBody): Promise<ApprovalView> {
    const row = await this.decidable(ctx, id, body);
    const given = await this.voices.add(ctx, row, body.reason, body.onBehalfOf);
    const onBehalfOf = body.onBehalfOf ?? null;
    if (given < row.approvers) {
      await this.record(ctx, row, 'approval.voice', { onBehalfOf, given });
      return this.view(row);
    }
    this.decide(row, 'approved', actorOf(ctx).userId, body.reason);
    const { operationId } = await this.handlerOf(row.kind).execute(ctx, decided(row));
    row.operationId = operationId ?? null;
    await this.db.em.save(row);
    await this.record(ctx, row, 'approval.approve', { onBehalfOf });
    return this.view(row);
  }

  /** @throws Forbidden `own_request`, Conflict `payload_changed` | `not_pending` | `expired` */
  async reject(ctx: Ctx, id: string, body: DecisionBody): Promise<ApprovalView> {
    const row = await this.decidable(ctx, id, body);
    this.decide(row, 'rejected', actorOf(ctx).userId, body.reason);
    return this.close(ctx, row, 'approval.reject');
  }

  /** Only who asked may take it back. */
  async withdraw(ctx: Ctx, id: string): Promise<ApprovalView> {
    const row = await this.locked(ctx, id);
    if (row.requestedBy !== actorOf(ctx).userId) {
      throw new Forbidden('not_own_request', 'Only the person who asked can withdraw it.');
    }
    this.stillPending(row);
    this.decide(row, 'withdrawn', null, null);
    return this.close(ctx, row, 'approval.withdraw');
  }

  /** The newest request of a kind about a subject in a state, or null. Unscoped. */
  async find(kind: string, subjectId: string, state: ApprovalState): Promise<Decided | null> {
    const row = await this.db.em.findOne(Approval, {
      where: { kind, subjectId, state },
      order: { requestedAt: 'DESC', id: 'DESC' },
    });
    return row && decided(row);
  }

  /** What each of the requests would do, by its id. Unscoped: the caller has checked who asks. */
  async sentences(ids: string[]): Promise<Map<string, Sentence>> {
    const rows = await this.db.em.findBy(Approval, { id: In(ids) });
    return new Map(rows.map((row) => [row.id, this.sentenceOf(row)]));
  }

  /** Those nobody decided in time, the longest waiting first, at most 100. */
  async due(): Promise<string[]> {
    const due = await this.db.em.find(Approval, {
      select: { id: true },
      where: { state: 'pending', expiresAt: LessThanOrEqual(this.clock.now()) },
      order: { expiresAt: 'ASC' },
      take: 100,
    });
    return due.map(({ id }) => id);
  }

  /** Closes one that nobody decided in time; one that was decided meanwhile stays as it is. */
  async expire(ctx: Ctx, id: string): Promise<void> {
    const row = await this.db.em.findOne(Approval, {
      where: { id, state: 'pending', expiresAt: LessThanOrEqual(this.clock.now()) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) return;
    this.decide(row, 'expired', null, null);
    await this.close(ctx, row, 'approval.expire');
  }

  private async close(ctx: Ctx, row: Approval, action: string): Promise<ApprovalView> {
    await this.handlerOf(row.kind).onRejected?.(ctx, decided(row));
    await this.db.em.save(row);
    await this.record(ctx, row, action);
    return this.view(row);
  }

  private async decidable(ctx: Ctx, id: string, body: DecisionBody): Promise<Approval> {
    const actor = actorOf(ctx);
    const row = await this.locked(ctx, id);
    if (row.requiredRole !== actor.role) {
      throw new Forbidden('role_not_allowed', `A person of role ${row.requiredRole} decides this.`);
    }
    if (row.requestedBy === actor.userId) {
      throw new Forbidden('own_request', 'Somebody else must decide what you asked for.');
    }
    this.stillPending(row);
    const stored = sha256(row.payload);
    if (!stored.equals(row.payloadHash) || stored.toString('hex') !== body.payloadHash) {
      throw new Conflict('payload_changed', 'This is not what was shown to you; read it again.');
    }
    return row;
  }

  private async locked(ctx: Ctx, id: string): Promise<Approval> {
    const row = await this.db.em.findOne(Approval, {
      where: { id, ...this.scope(ctx) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!row) throw new NotFound('approval');
    return row;
  }

  private stillPending(row: Approval): void {
    if (row.state !== 'pending') {
      throw new Conflict('not_pending', `It is ${row.state}; nothing is left to decide.`);
    }
    if (row.expiresAt <= this.clock.now()) {
      throw new Conflict('expired', 'Nobody decided it in time; ask for it again.');
    }
  }

  private decide(row: Approval, state: ApprovalState, by: string | null, why: string | null) {
    Object.assign(row, {
      state,
      decidedBy: by,
      decidedAt: this.clock.now(),
      decisionReason: why,
    });
  }

  private scope(ctx: Ctx): { organisationId?: string } {
    const { role, organisationId } = actorOf(ctx);
    return role === 'issuer' || role === 'investor' ? { organisationId } : {};
  }

  private handlerOf(kind: string): ApprovalHandler {
    const handler = this.handlers.get(kind);
    if (!handler) throw new Error(`nobody handles approvals of kind ${kind}`);
    return handler;
  }

  private record(ctx: Ctx, row: Approval, action: string, more: object = {}): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'approval', id: row.id },
      organisationId: row.organisationId,
      data: {
        kind: row.kind,
        about: { type: row.subjectType, id: row.subjectId },
        payloadHash: row.payloadHash.toString('hex'),
        state: row.state,
        requiredRole: row.requiredRole,
        requestedBy: row.requestedBy,
        operationId: row.operationId,
        ...more,
      },
    });
  }

  private async view(row: Approval): Promise<ApprovalView> {
    const [only] = await this.views([row]);
    if (!only) throw new Error('one row has one view');
    return only;
  }

  private sentenceOf = (row: Approval) => this.handlerOf(row.kind).describe(payloadOf(row));

  private async views(rows: Approval[]): Promise<ApprovalView[]> {
    const voices = await this.voices.of(rows.map(({ id }) => id));
    const ids = [
      ...rows.flatMap((row) => [row.requestedBy, row.decidedBy ?? row.requestedBy]),
      ...voices.flatMap(({ officerId, givenBy }) => [officerId, givenBy]),
    ];
    const names = await this.users.names(ids);
    const person = (userId: string) => ({ userId, name: names.get(userId) ?? '' });
    const shown = ({ officerId, givenBy, reason, givenAt }: Voice) => ({
      by: person(givenBy),
      onBehalfOf: officerId === givenBy ? null : person(officerId),
      reason,
      givenAt: givenAt.toISOString(),
    });
    return rows.map((row) => {
      const said = this.sentenceOf(row);
      return {
        id: row.id,
        kind: row.kind,
        state: row.state,
        subject: { type: row.subjectType, id: row.subjectId },
        organisationId: row.organisationId,
        description: inEnglish(said),
        sentence: said,
        payload: payloadOf(row),
        payloadHash: row.payloadHash.toString('hex'),
        requiredRole: row.requiredRole,
        approvers: row.approvers,
        voices: voices.filter(({ approvalId }) => approvalId === row.id).map(shown),
        reason: row.reason,
        requestedBy: person(row.requestedBy),
        requestedAt: row.requestedAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        decidedBy: row.decidedBy ? person(row.decidedBy) : null,
        decidedAt: row.decidedAt?.toISOString() ?? null,
        decisionReason: row.decisionReason,
        operationId: row.operationId,
      };
    });
  }
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

const payloadOf = (row: Approval) => JSON.parse(row.payload) as Payload;

const decided = (row: Approval): Decided => ({
  id: row.id,
  kind: row.kind,
  state: row.state,
  subject: { type: row.subjectType, id: row.subjectId },
  organisationId: row.organisationId,
  payload: payloadOf(row),
  requestedBy: row.requestedBy,
  decisionReason: row.decisionReason,
});
