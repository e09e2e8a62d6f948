import { allowedEvents, kycCaseMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/problem.js';
import { Investor } from './investor.entity.js';
import { investorReference } from './investor-reference.js';
import { Investors } from './investors.service.js';
import { KycCase } from './kyc-case.entity.js';
import { KycDecision, KycDocument, KycReminder, KycScreening } from './kyc-records.entity.js';
import { missingForSubmission } from './kyc.requirements.js';
import type { KycCaseView, PersonalData } from './kyc.schema.js';
import { openPersonal, sealPersonal } from './personal-data.js';
import { Questionnaires } from './questionnaires/questionnaires.service.js';
import { ScreeningHits } from './screening/screening-hits.service.js';

/** Reads and writes the rows of a case, and shows each role no more than it may see. */
@Injectable()
export class KycRecords {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly investors: Investors,
    private readonly documents: Documents,
    private readonly questionnaires: Questionnaires,
    private readonly hits: ScreeningHits,
  ) {}

  /** The case, locked for a change. Another investor's case does not exist for this one. */
  async lock(ctx: Ctx, id: string): Promise<KycCase> {
    const kycCase = await this.db.em.findOne(KycCase, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    return this.visible(ctx, kycCase);
  }

  async find(ctx: Ctx, id: string): Promise<KycCase> {
    return this.visible(ctx, await this.db.em.findOneBy(KycCase, { id }));
  }

  /** The organisation's newest approval, whether it holds or has expired; null where none was given. */
  lastApproved(organisationId: string): Promise<KycCase | null> {
    return this.db.em.findOne(KycCase, {
      where: { organisationId, state: In(['approved', 'expired']) },
      order: { decidedAt: 'DESC' },
    });
  }

  private visible(ctx: Ctx, kycCase: KycCase | null): KycCase {
    const actor = actorOf(ctx);
    const own = kycCase?.organisationId === actor.organisationId;
    const staff = actor.role === 'compliance' || actor.role === 'auditor';
    if (!kycCase || !(own || staff)) throw new NotFound('KYC case');
    return kycCase;
  }

  personalOf(kycCase: KycCase): Partial<PersonalData> {
    return openPersonal(this.crypto, kycCase);
  }

  sealPersonal(kycCase: KycCase, personal: Partial<PersonalData>): void {
    sealPersonal(this.crypto, kycCase, personal);
  }

  /** The newest screening: with which editions, and when. */
  screeningOf(caseId: string): Promise<KycScreening | null> {
    return this.db.em.findOne(KycScreening, {
      where: { kycCaseId: caseId },
      order: { screenedAt: 'DESC', id: 'DESC' },
    });
  }

  documentsOf(caseId: string): Promise<KycDocument[]> {
    return this.db.em.find(KycDocument, { where: { kycCaseId: caseId }, order: { id: 'ASC' } });
  }

  async missing(kycCase: KycCase): Promise<string[]> {
    const documents = await this.documentsOf(kycCase.id);
    return missingForSubmission(
      this.personalOf(kycCase),
      documents.map((document) => document.type),
      await this.questionnaires.of(kycCase.id),
      this.investors.today(),
    );
  }

  async view(ctx: Ctx, kycCase: KycCase): Promise<KycCaseView> {
    const [view] = await this.views(ctx, [kycCase]);
    if (!view) throw new NotFound('KYC case');
    return view;
  }

  /** Views in the order given. The auditor sees that a thing was done, never of whom. */
  async views(ctx: Ctx, cases: KycCase[]): Promise<KycCaseView[]> {
    const investors = await this.db.em.findBy(Investor, { id: In(cases.map((c) => c.investorId)) });
    return Promise.all(
      cases.map(async (kycCase) => {
        const investor = investors.find((row) => row.id === kycCase.investorId);
        return this.viewOne(ctx, kycCase, investorReference(investor?.registryNumber ?? 0n));
      }),
    );
  }

  private async viewOne(ctx: Ctx, c: KycCase, reference: string): Promise<KycCaseView> {
    const actor = actorOf(ctx);
    const mayName = actor.role === 'compliance' || actor.organisationId === c.organisationId;
    const state = this.investors.effectiveState(c);
    const rows = await this.documentsOf(c.id);
    const files = new Map(
      (await this.documents.describe(rows.map((row) => row.documentId))).map((d) => [d.id, d]),
    );
    const screening = actor.role === 'investor' ? null : await this.screeningOf(c.id);
    const hits = screening ? await this.hits.of(ctx, { kycCaseId: c.id }) : [];
    const current = hits.filter((hit) => hit.state !== 'lapsed');
    const decisions = await this.db.em.find(KycDecision, {
      where: { kycCaseId: c.id },
      order: { id: 'ASC' },
    });
    const reminders = await this.db.em.find(KycReminder, {
      where: { kycCaseId: c.id },
      order: { daysBefore: 'ASC' },
    });
    const waiting = ['submitted', 'screening', 'in_review'].includes(state) && c.submittedAt;
    return {
      id: c.id,
      organisationId: c.organisationId,
      investorReference: reference,
      state,
      allowedEvents: allowedEvents(kycCaseMachine, state),
      continuesCaseId: c.continuesCaseId,
      subjectKind: c.subjectKind,
      country: c.country,
      requestedTier: c.requestedTier,
      personal: mayName ? this.personalOf(c) : null,
      documents: rows.map((row) => ({
        id: row.id,
        documentId: row.documentId,
        type: row.type,
        // A file name often is a person's name.
        fileName: mayName ? (files.get(row.documentId)?.fileName ?? null) : null,
        sha256: files.get(row.documentId)?.sha256 ?? '',
        addedAt: row.addedAt.toISOString(),
      })),
      missing: state === 'draft' || state === 'more_information' ? await this.missing(c) : [],
      questionnaire: await this.questionnaires.view(c.id, mayName),
      screening: screening && {
        screenedAt: screening.screenedAt.toISOString(),
        method: screening.method,
        lists: screening.lists,
        hitCount: current.length,
        openHits: current.filter((hit) => hit.state === 'undecided').length,
        hits,
      },
      decisions: decisions.map((d) => ({
        action: d.action,
        reason: d.reason,
        decidedBy: d.decidedBy,
        decidedAt: d.decidedAt.toISOString(),
      })),
      grantedTier: c.grantedTier,
      expiresOn: c.expiresOn,
      reminders: reminders.map(({ daysBefore, remindedAt }) => ({
        daysBefore,
        remindedAt: remindedAt.toISOString(),
      })),
      evidenceHash: c.evidenceHash?.toString('hex') ?? null,
      submittedAt: c.submittedAt?.toISOString() ?? null,
      waitingSeconds: waiting
        ? Math.floor((this.clock.now().getTime() - waiting.getTime()) / 1000)
        : null,
      createdAt: c.createdAt.toISOString(),
      updatedAt: c.updatedAt.toISOString(),
    };
  }
}
