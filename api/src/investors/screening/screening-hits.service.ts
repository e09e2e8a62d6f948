import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In, IsNull, Not, type FindOptionsWhere } from 'typeorm';
import { Approvals, type Decided } from '../../approvals/approvals.service.js';
import { Audit } from '../../audit/audit.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Database } from '../../platform/database.js';
import { page, type Page } from '../../platform/page.js';
import { Conflict, Forbidden, NotFound } from '../../platform/problem.js';
import { Investors } from '../investors.service.js';
import { KybCase, KybParty } from '../kyb/kyb.entity.js';
import { KycCase } from '../kyc-case.entity.js';
import { HitRegister } from './hit-register.service.js';
import { describeVersion } from './sanctions-lists.service.js';
import { type HitDecision, SanctionsListVersion, ScreeningHit } from './screening.entity.js';
import type { DecideHitBody, HitListQuery, HitView } from './screening.schema.js';
import { sentence } from '../../platform/sentence.js';

/** Whose hits: of some KYC cases, or of some parties of a KYB case. */
export type HitsOf = { kycCaseIds: readonly string[] } | { kybPartyIds: readonly string[] };

const whereOf = (of: HitsOf): FindOptionsWhere<ScreeningHit> =>
  'kycCaseIds' in of
    ? { kycCaseId: In([...of.kycCaseIds]) }
    : { kybPartyId: In([...of.kybPartyIds]) };

const CLEAR = 'screening.clear_match';

/** What officers decide on hits, and who may read them. */
@Injectable()
export class ScreeningHits implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly approvals: Approvals,
    private readonly investors: Investors,
    private readonly register: HitRegister,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(CLEAR, {
      describe: (shown) =>
        sentence(
          'Take back that {{investorReference}} is on a sanctions list (hit {{hitId}})',
          shown,
        ),
      execute: async (ctx, approval) => {
        await this.cleared(ctx, approval);
        return {};
      },
    });
  }

  /** The newest first. */
  list(ctx: Ctx, { state, ...query }: HitListQuery): Promise<Page<HitView>> {
    const where = state ? WHERE[state] : {};
    return page(this.db.em, ScreeningHit, query, where, (rows) => this.views(ctx, rows));
  }

  /** Of some cases or owners, the newest first, those that lapsed included. */
  async of(ctx: Ctx, of: HitsOf): Promise<HitView[]> {
    const where = whereOf(of);
    return this.views(ctx, await this.db.em.find(ScreeningHit, { where, order: { id: 'DESC' } }));
  }

  /** Hits that have not lapsed, by what was decided. */
  currentOf(of: HitsOf): Promise<ScreeningHit[]> {
    return this.db.em.findBy(ScreeningHit, { ...whereOf(of), lapsedAt: IsNull() });
  }

  /**
   * Decides a hit that nobody has decided, or confirms one that was taken for somebody else. A
   * confirmed one stops every wallet of the person, at once and on all tokens.
   * @throws NotFound; Conflict `hit_lapsed`, `hit_decided`; Forbidden `own_case`
   */
  async decide(ctx: Ctx, id: string, body: DecideHitBody): Promise<HitView> {
    const hit = await this.lockCurrent(id);
    await this.refuseOwn(ctx, hit);
    if (hit.decision === 'true_match' || hit.decision === body.decision) {
      throw new Conflict(
        'hit_decided',
        hit.decision === 'true_match'
          ? 'The match is confirmed: to take that back, ask for it with a reason; a colleague approves.'
          : 'The hit is decided so already.',
      );
    }
    await this.save(ctx, hit, body.decision, body.reason);
    if (body.decision === 'true_match') {
      await this.investors.announce(ctx, 'sanctioned', hit.organisationId);
    }
    return this.view(ctx, hit);
  }

  /**
   * Asks that a confirmed match be taken back; another officer approves. Wallets stay frozen until
   * they are released.
   * @throws NotFound; Conflict `hit_lapsed`, `hit_not_confirmed`; Forbidden `own_case`
   */
  async askToClear(ctx: Ctx, id: string, reason: string): Promise<{ approvalId: string }> {
    const hit = await this.lockCurrent(id);
    await this.refuseOwn(ctx, hit);
    this.requireClearable(hit);
    const number = (await this.investors.numbers([hit.organisationId])).get(hit.organisationId);
    const approval = await this.approvals.request(ctx, {
      kind: CLEAR,
      subject: { type: 'screening_hit', id },
      organisationId: actorOf(ctx).organisationId,
      payload: {
        hitId: id,
        investorReference: number?.investorReference ?? '',
        decidedAt: hit.decidedAt?.toISOString() ?? '',
        reason,
      },
      requiredRole: 'compliance',
      reason,
    });
    return { approvalId: approval.id };
  }

  /** A case that is closed has nothing left to decide; what was confirmed stands. */
  async close(of: HitsOf): Promise<void> {
    await this.db.em.update(
      ScreeningHit,
      { ...whereOf(of), lapsedAt: IsNull(), decision: IsNull() },
      { lapsedAt: this.clock.now(), lapseReason: 'The case was closed.' },
    );
  }

  private async cleared(ctx: Ctx, approval: Decided): Promise<void> {
    const hit = await this.lockCurrent(approval.subject.id);
    await this.refuseOwn(ctx, hit);
    this.requireClearable(hit);
    await this.save(ctx, hit, 'false_positive', String(approval.payload['reason']));
  }

  /** A listed address is not a matter of opinion. */
  private requireClearable(hit: ScreeningHit): void {
    if (hit.decision === 'true_match' && hit.walletId === null) return;
    throw new Conflict(
      'hit_not_confirmed',
      hit.walletId === null
        ? 'The match is not confirmed: decide it as it is.'
        : 'The address stands on the list in force: it is free when the list says so.',
    );
  }

  private async refuseOwn(ctx: Ctx, hit: ScreeningHit): Promise<void> {
    const { userId } = actorOf(ctx);
    const party =
      hit.kybPartyId && (await this.db.em.findOneByOrFail(KybParty, { id: hit.kybPartyId }));
    const own = hit.kycCaseId
      ? await this.db.em.findOneBy(KycCase, { id: hit.kycCaseId })
      : party && (await this.db.em.findOneBy(KybCase, { id: party.kybCaseId }));
    if (own && (own.openedBy === userId || own.submittedBy === userId)) {
      throw new Forbidden('own_case', 'Nobody decides a case of their own: ask a colleague.');
    }
  }

  private async lockCurrent(id: string): Promise<ScreeningHit> {
    const hit = await this.db.em.findOne(ScreeningHit, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!hit) throw new NotFound('screening hit');
    if (hit.lapsedAt) {
      throw new Conflict(
        'hit_lapsed',
        `Nothing is left to decide. ${hit.lapseReason ?? ''}`.trim(),
      );
    }
    return hit;
  }

  private async save(
    ctx: Ctx,
    hit: ScreeningHit,
    decision: HitDecision,
    reason: string,
  ): Promise<void> {
    hit.decision = decision;
    hit.decidedBy = actorOf(ctx).userId;
    hit.decidedAt = this.clock.now();
    hit.decisionReason = reason;
    await this.db.em.save(hit);
    await this.audit.record(ctx, {
      action: `screening_hit.${decision}`,
      subject: { type: 'screening_hit', id: hit.id },
      organisationId: hit.organisationId,
      data: { kycCaseId: hit.kycCaseId, kybPartyId: hit.kybPartyId, score: hit.score, reason },
    });
  }

  private async view(ctx: Ctx, hit: ScreeningHit): Promise<HitView> {
    const [view] = await this.views(ctx, [hit]);
    if (!view) throw new NotFound('screening hit');
    return view;
  }

  private async views(ctx: Ctx, hits: ScreeningHit[]): Promise<HitView[]> {
    if (hits.length === 0) return [];
    const numbers = await this.investors.numbers(hits.map((hit) => hit.organisationId));
    const versions = await this.db.em.findBy(SanctionsListVersion, {
      id: In(hits.map((hit) => hit.versionId)),
    });
    const mayName = actorOf(ctx).role === 'compliance';
    return hits.map((hit) => {
      const version = versions.find(({ id }) => id === hit.versionId);
      if (!version) throw new Error(`hit ${hit.id} names no edition`);
      return {
        id: hit.id,
        state: hit.lapsedAt ? 'lapsed' : (hit.decision ?? 'undecided'),
        organisationId: hit.organisationId,
        investorReference: numbers.get(hit.organisationId)?.investorReference ?? null,
        kycCaseId: hit.kycCaseId,
        kybPartyId: hit.kybPartyId,
        walletId: hit.walletId,
        score: hit.score,
        list: describeVersion(version),
        detail: mayName ? this.register.open(hit) : null,
        foundAt: hit.foundAt.toISOString(),
        decision: hit.decision,
        decidedBy: hit.decidedBy,
        decidedAt: hit.decidedAt?.toISOString() ?? null,
        decisionReason: hit.decisionReason,
        lapsedAt: hit.lapsedAt?.toISOString() ?? null,
        lapseReason: hit.lapseReason,
      };
    });
  }
}

const WHERE: Readonly<Record<HitView['state'], FindOptionsWhere<ScreeningHit>>> = {
  undecided: { lapsedAt: IsNull(), decision: IsNull() },
  true_match: { lapsedAt: IsNull(), decision: 'true_match' },
  false_positive: { lapsedAt: IsNull(), decision: 'false_positive' },
  lapsed: { lapsedAt: Not(IsNull()) },
};
