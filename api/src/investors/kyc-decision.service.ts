import { addYears, canonicalHash, kycCaseMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Forbidden, Refused } from '../platform/problem.js';
import { Kyb } from './kyb/kyb.service.js';
import { Investors } from './investors.service.js';
import { KycCase } from './kyc-case.entity.js';
import { type KycAction, KycDecision } from './kyc-records.entity.js';
import { KycRecords } from './kyc-records.service.js';
import {
  type ApproveKycBody,
  type DecisionRecord,
  type KycCaseView,
  type ReasonBody,
  type RequestInformationBody,
} from './kyc.schema.js';
import { TIER_NUMBER } from './kyc.tiers.js';
import { type Answered, Questionnaires } from './questionnaires/questionnaires.service.js';
import { Clearance } from './screening/clearance.service.js';
import { ScreeningHits } from './screening/screening-hits.service.js';

/** Longest an approval may hold before the investor is looked at again. */
const LONGEST_APPROVAL_YEARS = 5;

/** What compliance decides on a case. */
@Injectable()
export class KycDecisions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly documents: Documents,
    private readonly investors: Investors,
    private readonly records: KycRecords,
    private readonly questionnaires: Questionnaires,
    private readonly hits: ScreeningHits,
    private readonly clearance: Clearance,
    private readonly kyb: Kyb,
  ) {}

  async requestInformation(
    ctx: Ctx,
    id: string,
    body: RequestInformationBody,
  ): Promise<KycCaseView> {
    const kycCase = await this.records.lock(ctx, id);
    kycCase.state = next(kycCaseMachine, kycCase.state, 'request_information');
    return this.decide(ctx, kycCase, 'request_information', body.message, {});
  }

  /**
   * Approves the investor for a tier until a day.
   * @throws Forbidden `own_case`; Refused `tier_above_request`, `expiry_out_of_range`,
   *   `tier_not_evidenced`, `kyb_required`,
   *   `screening_hits_open`, `screening_outdated`, `sanctions_match`
   */
  async approve(ctx: Ctx, id: string, body: ApproveKycBody): Promise<KycCaseView> {
    const kycCase = await this.records.lock(ctx, id);
    const state = next(kycCaseMachine, kycCase.state, 'approve');
    this.refuseOwnCase(ctx, kycCase);
    this.checkTerms(kycCase, body);
    const answered = await this.evidenceFor(kycCase, body);
    const decision = await this.decisionRecord(ctx, kycCase, body, answered);
    kycCase.state = state;
    kycCase.grantedTier = body.tier;
    kycCase.expiresOn = body.expiresOn;
    kycCase.decision = decision;
    kycCase.evidenceHash = Buffer.from(canonicalHash(decision), 'hex');
    const view = await this.decide(ctx, kycCase, 'approve', body.reason, {
      tier: body.tier,
      expiresOn: body.expiresOn,
      evidenceHash: kycCase.evidenceHash.toString('hex'),
    });
    await this.investors.announce(ctx, 'approved', kycCase.organisationId);
    return view;
  }

  async reject(ctx: Ctx, id: string, body: ReasonBody): Promise<KycCaseView> {
    const kycCase = await this.records.lock(ctx, id);
    kycCase.state = next(kycCaseMachine, kycCase.state, 'reject');
    this.refuseOwnCase(ctx, kycCase);
    await this.hits.close({ kycCaseIds: [id] });
    return this.decide(ctx, kycCase, 'reject', body.reason, {});
  }

  /** Takes an approval back: every wallet of the investor leaves the chain's registry. */
  async revoke(ctx: Ctx, id: string, body: ReasonBody): Promise<KycCaseView> {
    const kycCase = await this.records.lock(ctx, id);
    const state = next(kycCaseMachine, this.investors.effectiveState(kycCase), 'revoke');
    this.refuseOwnCase(ctx, kycCase);
    kycCase.state = state;
    await this.hits.close({ kycCaseIds: [id] });
    const view = await this.decide(ctx, kycCase, 'revoke', body.reason, {});
    await this.investors.announce(ctx, 'revoked', kycCase.organisationId);
    return view;
  }

  private refuseOwnCase(ctx: Ctx, kycCase: KycCase): void {
    const { userId } = actorOf(ctx);
    if (userId === kycCase.openedBy || userId === kycCase.submittedBy) {
      throw new Forbidden('own_case', 'Nobody decides a case of their own: ask a colleague.');
    }
  }

  private checkTerms(kycCase: KycCase, body: ApproveKycBody): void {
    const requested = kycCase.requestedTier ?? 'retail';
    if (TIER_NUMBER[body.tier] > TIER_NUMBER[requested]) {
      throw new Refused(
        'tier_above_request',
        `The investor asked for ${requested} and gave papers for it: ${body.tier} needs a new case.`,
      );
    }
    const today = this.investors.today();
    const latest = addYears(today, LONGEST_APPROVAL_YEARS);
    if (body.expiresOn <= today || body.expiresOn > latest) {
      throw new Refused(
        'expiry_out_of_range',
        `expiresOn must be after today (${today}) and not after ${latest}.`,
      );
    }
  }

  /** The answers the tier rests on: those for it, and enough. */
  private async evidenceFor(kycCase: KycCase, { tier }: ApproveKycBody): Promise<Answered> {
    const answered = await this.questionnaires.of(kycCase.id);
    if (!answered) throw new Error(`case ${kycCase.id} is in review without answers`);
    if (answered.tier === tier && answered.shortfalls.length > 0) {
      throw new Refused(
        'tier_not_evidenced',
        `The answers are no evidence for ${tier}: ${answered.shortfalls.join('; ')}. Grant a lower tier or ask for more.`,
        { shortfalls: answered.shortfalls },
      );
    }
    return answered;
  }

  private async decisionRecord(
    ctx: Ctx,
    kycCase: KycCase,
    body: ApproveKycBody,
    { tier, version, answersHash }: Answered,
  ): Promise<DecisionRecord> {
    const screening = await this.records.screeningOf(kycCase.id);
    if (!screening) throw new Error(`case ${kycCase.id} is in review without a screening`);
    const hits = await this.hits.currentOf({ kycCaseIds: [kycCase.id] });
    await this.clearance.require(kycCase.organisationId, screening.lists, hits);
    if (kycCase.subjectKind === 'entity') await this.kyb.requireApproved(kycCase.organisationId);
    const rows = await this.records.documentsOf(kycCase.id);
    const files = await this.documents.describe(rows.map((row) => row.documentId));
    const [investor] = (await this.investors.numbers([kycCase.organisationId])).values();
    return {
      caseId: kycCase.id,
      investorReference: investor?.investorReference ?? '',
      tier: body.tier,
      country: kycCase.country ?? '',
      expiresOn: body.expiresOn,
      decidedAt: this.clock.now().toISOString(),
      decidedBy: actorOf(ctx).userId,
      reason: body.reason,
      documents: rows.map((row) => ({
        type: row.type,
        sha256: files.find((file) => file.id === row.documentId)?.sha256 ?? '',
      })),
      questionnaire: { tier, version, answersHash },
      screening: {
        screenedAt: screening.screenedAt.toISOString(),
        lists: screening.lists.map(({ file, sha256 }) => ({ file, sha256 })),
        hitCount: hits.length,
        dismissedHits: hits.length,
      },
    };
  }

  private async decide(
    ctx: Ctx,
    kycCase: KycCase,
    action: KycAction,
    reason: string,
    data: object,
  ): Promise<KycCaseView> {
    const now = this.clock.now();
    const { userId } = actorOf(ctx);
    if (action !== 'request_information') {
      kycCase.decidedBy = userId;
      kycCase.decidedAt = now;
    }
    kycCase.updatedAt = now;
    await this.db.em.save(kycCase);
    await this.db.em.insert(KycDecision, {
      kycCaseId: kycCase.id,
      action,
      reason,
      decidedBy: userId,
      decidedAt: now,
    });
    await this.audit.record(ctx, {
      action: `kyc.${action}`,
      subject: { type: 'kyc_case', id: kycCase.id },
      organisationId: kycCase.organisationId,
      data: { ...data, reason },
    });
    return this.records.view(ctx, kycCase);
  }
}
