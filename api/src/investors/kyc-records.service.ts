import { Injectable } from '@nestjs/common';
import { type EntityTarget, type FindOptionsOrder, type FindOptionsWhere, In } from 'typeorm';
import type { DocumentView } from '../documents/document.schema.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Crypto } from '../platform/crypto.js';
import { Database } from '../platform/database.js';
import { NotFound } from '../platform/problem.js';
import { Investors } from './investors.service.js';
import { KycCase } from './kyc-case.entity.js';
import { KycDecision, KycDocument, KycReminder, KycScreening } from './kyc-records.entity.js';
import { missingForSubmission } from './kyc.requirements.js';
import { kycCaseView } from './kyc-case-view.js';
import type { KycCaseView, PersonalData } from './kyc.schema.js';
import { openPersonal, sealPersonal } from './personal-data.js';
import { type Answered, Questionnaires } from './questionnaires/questionnaires.service.js';
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

  /** These cases, in the order given. @throws NotFound where one is not the actor's to see */
  async inOrder(ctx: Ctx, ids: string[]): Promise<KycCase[]> {
    const cases = await this.db.em.findBy(KycCase, { id: In(ids) });
    const byId = new Map(cases.map((one) => [one.id, one]));
    return ids.map((id) => this.visible(ctx, byId.get(id) ?? null));
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
  async screeningOf(caseId: string): Promise<KycScreening | null> {
    return (await this.screenings([caseId])).get(caseId) ?? null;
  }

  documentsOf(caseId: string): Promise<KycDocument[]> {
    return this.all(KycDocument, [caseId]);
  }

  async missing(kycCase: KycCase): Promise<string[]> {
    const documents = await this.documentsOf(kycCase.id);
    return this.missingOf(kycCase, documents, await this.questionnaires.of(kycCase.id));
  }

  async view(ctx: Ctx, kycCase: KycCase): Promise<KycCaseView> {
    const [view] = await this.views(ctx, [kycCase]);
    if (!view) throw new NotFound('KYC case');
    return view;
  }

  /** Views in the order given, with as many questions for fifty as for one. */
  async views(ctx: Ctx, cases: KycCase[]): Promise<KycCaseView[]> {
    const ids = cases.map(({ id }) => id);
    const { role, organisationId } = actorOf(ctx);
    const numbers = await this.investors.numbers(cases.map((one) => one.organisationId));
    const documents = byCase(await this.all(KycDocument, ids));
    const files = await this.files([...documents.values()].flat());
    const screenings =
      role === 'investor' ? new Map<string, KycScreening>() : await this.screenings(ids);
    const hits = byCase(await this.hits.of(ctx, { kycCaseIds: [...screenings.keys()] }));
    const decisions = byCase(await this.all(KycDecision, ids));
    const reminders = byCase(
      await this.db.em.find(KycReminder, {
        where: { kycCaseId: In(ids) },
        order: { daysBefore: 'ASC' },
      }),
    );
    const questionnaires = await this.questionnaires.ofCases(ids);
    return cases.map((one) => {
      const mayName = role === 'compliance' || organisationId === one.organisationId;
      const state = this.investors.effectiveState(one);
      const papers = documents.get(one.id) ?? [];
      const answered = questionnaires.get(one.id) ?? null;
      const editable = state === 'draft' || state === 'more_information';
      return kycCaseView(one, {
        mayName,
        state,
        now: this.clock.now(),
        investorReference: numbers.get(one.organisationId)?.investorReference ?? '',
        personal: mayName ? this.personalOf(one) : null,
        missing: editable ? this.missingOf(one, papers, answered) : [],
        documents: papers,
        files,
        questionnaire: answered,
        screening: screenings.get(one.id) ?? null,
        hits: hits.get(one.id) ?? [],
        decisions: decisions.get(one.id) ?? [],
        reminders: reminders.get(one.id) ?? [],
      });
    });
  }

  private missingOf(kycCase: KycCase, documents: KycDocument[], answered: Answered | null) {
    const types = documents.map(({ type }) => type);
    const personal = this.personalOf(kycCase);
    return missingForSubmission(personal, types, answered, this.investors.today());
  }

  /** The papers or decisions of these cases, oldest first. */
  private all<Row extends KycDocument | KycDecision>(
    entity: EntityTarget<Row>,
    caseIds: readonly string[],
  ): Promise<Row[]> {
    return this.db.em.find(entity, {
      where: { kycCaseId: In([...caseIds]) } as FindOptionsWhere<Row>,
      order: { id: 'ASC' } as FindOptionsOrder<Row>,
    });
  }

  /** Each case's newest. */
  private async screenings(caseIds: readonly string[]): Promise<Map<string, KycScreening>> {
    if (caseIds.length === 0) return new Map();
    const newest = await this.db.em
      .createQueryBuilder(KycScreening, 's')
      .distinctOn(['s.kycCaseId'])
      .where('s.kycCaseId IN (:...caseIds)', { caseIds })
      .orderBy({ 's.kycCaseId': 'ASC', 's.screenedAt': 'DESC', 's.id': 'DESC' })
      .getMany();
    return new Map(newest.map((one) => [one.kycCaseId, one]));
  }

  private async files(rows: readonly KycDocument[]): Promise<Map<string, DocumentView>> {
    const found = await this.documents.describe(rows.map(({ documentId }) => documentId));
    return new Map(found.map((one) => [one.id, one]));
  }
}

const byCase = <Row extends { kycCaseId: string | null }>(rows: Row[]) =>
  Map.groupBy(rows, ({ kycCaseId }) => kycCaseId ?? '');
