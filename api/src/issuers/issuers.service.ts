import { allowedEvents, can, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Kyb } from '../investors/kyb/kyb.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Countries } from '../platform/countries.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict, Forbidden, NotFound } from '../platform/problem.js';
import { Issuer } from './issuer.entity.js';
import { issuerMachine } from './issuer.machine.js';
import type {
  IssuerListQuery,
  IssuerReasonBody,
  IssuerView,
  PutIssuerBody,
} from './issuer.schema.js';

/** Who issues: the legal record of an issuer's organisation and compliance's word on it. */
@Injectable()
export class Issuers {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly countries: Countries,
    private readonly kyb: Kyb,
  ) {}

  async mine(ctx: Ctx): Promise<IssuerView> {
    const { organisationId } = actorOf(ctx);
    const issuer = await this.db.em.findOneBy(Issuer, { organisationId });
    if (!issuer) throw new NotFound('issuer record');
    return view(issuer);
  }

  /**
   * Writes the legal record, as a whole. Once submitted it stands.
   * @throws Conflict `issuer_not_editable`; Refused `unknown_country`
   */
  async put(ctx: Ctx, body: PutIssuerBody): Promise<IssuerView> {
    const actor = actorOf(ctx);
    this.countries.require(body.country, '/country');
    const now = this.clock.now();
    const known = await this.lockMine(ctx);
    const issuer =
      known ??
      this.db.em.create(Issuer, {
        organisationId: actor.organisationId,
        state: issuerMachine.initial,
        createdAt: now,
      });
    if (!can(issuerMachine, issuer.state, 'edit')) {
      throw new Conflict(
        'issuer_not_editable',
        `The record is ${issuer.state}: it can be changed as a draft or after a rejection.`,
      );
    }
    issuer.state = next(issuerMachine, issuer.state, 'edit');
    Object.assign(issuer, body, { updatedAt: now });
    const saved = await this.db.em.save(issuer);
    await this.record(ctx, saved, 'issuer.edit', { ...body });
    return view(saved);
  }

  async submit(ctx: Ctx): Promise<IssuerView> {
    const issuer = await this.lockMine(ctx);
    if (!issuer) throw new NotFound('issuer record');
    issuer.state = next(issuerMachine, issuer.state, 'submit');
    issuer.submittedBy = actorOf(ctx).userId;
    issuer.submittedAt = this.clock.now();
    return this.save(ctx, issuer, 'issuer.submit', {});
  }

  /**
   * Vouches for the organisation, once it is known who owns it.
   * @throws NotFound; Forbidden `own_case`; Refused `kyb_required`
   */
  async approve(ctx: Ctx, id: string, body: IssuerReasonBody): Promise<IssuerView> {
    return this.decide(ctx, id, 'approve', body.reason);
  }

  async reject(ctx: Ctx, id: string, body: IssuerReasonBody): Promise<IssuerView> {
    return this.decide(ctx, id, 'reject', body.reason);
  }

  list(ctx: Ctx, query: IssuerListQuery): Promise<Page<IssuerView>> {
    const where = query.state ? { state: query.state } : {};
    return page(this.db.em, Issuer, query, { ...where, ...ownOnly(ctx) }, (rows) => rows.map(view));
  }

  async get(ctx: Ctx, id: string): Promise<IssuerView> {
    const issuer = await this.db.em.findOneBy(Issuer, { id, ...ownOnly(ctx) });
    if (!issuer) throw new NotFound('issuer');
    return view(issuer);
  }

  /** Whether compliance has approved the organisation as an issuer. */
  isApproved(organisationId: string): Promise<boolean> {
    return this.db.em.existsBy(Issuer, { organisationId, state: 'approved' });
  }

  private async decide(
    ctx: Ctx,
    id: string,
    event: 'approve' | 'reject',
    reason: string,
  ): Promise<IssuerView> {
    const issuer = await this.db.em.findOne(Issuer, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!issuer) throw new NotFound('issuer');
    const { userId } = actorOf(ctx);
    if (issuer.submittedBy === userId) {
      throw new Forbidden('own_case', 'Nobody decides a record of their own: ask a colleague.');
    }
    issuer.state = next(issuerMachine, issuer.state, event);
    if (event === 'approve') await this.kyb.requireApproved(issuer.organisationId);
    issuer.decidedBy = userId;
    issuer.decidedAt = this.clock.now();
    issuer.decisionReason = reason;
    return this.save(ctx, issuer, `issuer.${event}`, { reason });
  }

  private lockMine(ctx: Ctx): Promise<Issuer | null> {
    return this.db.em.findOne(Issuer, {
      where: { organisationId: actorOf(ctx).organisationId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async save(ctx: Ctx, issuer: Issuer, action: string, data: object): Promise<IssuerView> {
    issuer.updatedAt = this.clock.now();
    const saved = await this.db.em.save(issuer);
    await this.record(ctx, saved, action, data);
    return view(saved);
  }

  private record(ctx: Ctx, issuer: Issuer, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'issuer', id: issuer.id },
      organisationId: issuer.organisationId,
      data,
    });
  }
}

function ownOnly(ctx: Ctx): { organisationId?: string } {
  const actor = actorOf(ctx);
  return actor.role === 'issuer' ? { organisationId: actor.organisationId } : {};
}

function view(issuer: Issuer): IssuerView {
  return {
    id: issuer.id,
    organisationId: issuer.organisationId,
    state: issuer.state,
    allowedEvents: allowedEvents(issuerMachine, issuer.state),
    legalName: issuer.legalName,
    lei: issuer.lei,
    country: issuer.country,
    registrationNumber: issuer.registrationNumber,
    address: issuer.address,
    submittedAt: issuer.submittedAt?.toISOString() ?? null,
    decidedAt: issuer.decidedAt?.toISOString() ?? null,
    decidedBy: issuer.decidedBy ?? null,
    decisionReason: issuer.decisionReason ?? null,
    createdAt: issuer.createdAt.toISOString(),
    updatedAt: issuer.updatedAt.toISOString(),
  };
}
