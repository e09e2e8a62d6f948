import { kycCaseMachine, next } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Countries } from '../platform/countries.js';
import { Database } from '../platform/database.js';
import { cut, openCursor } from '../platform/page.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Investors } from './investors.service.js';
import { KycCase } from './kyc-case.entity.js';
import { KycDocument } from './kyc-records.entity.js';
import { KycRecords } from './kyc-records.service.js';
import type {
  AddKycDocumentBody,
  KycCasePage,
  KycCaseView,
  KycDocumentType,
  KycListQuery,
  PatchKycBody,
} from './kyc.schema.js';
import type { AnswerBody } from './questionnaires/questionnaire.schema.js';
import { Questionnaires } from './questionnaires/questionnaires.service.js';
import { CaseScreening } from './screening/case-screening.service.js';

const OPEN = ['draft', 'submitted', 'screening', 'in_review', 'more_information'] as const;

/** Papers a renewal takes over; address, accreditation and source of funds are shown anew. */
const LASTING_PAPERS: readonly KycDocumentType[] = ['identity', 'company_register'];

/** What the applicant does with its case, and what anybody may read of it. */
@Injectable()
export class Kyc {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly countries: Countries,
    private readonly documents: Documents,
    private readonly investors: Investors,
    private readonly records: KycRecords,
    private readonly questionnaires: Questionnaires,
    private readonly screening: CaseScreening,
  ) {}

  /**
   * Opens a case. Where an approval was given before, the new case continues it: what the investor
   * said of itself and the papers that do not age come along.
   * @throws Conflict `kyc_case_open`
   */
  async open(ctx: Ctx): Promise<KycCaseView> {
    const actor = actorOf(ctx);
    const investor = await this.investors.ofOrganisation(actor.organisationId);
    const now = this.clock.now();
    const inserted = await this.db.sql<{ id: string }>(
      `INSERT INTO api.kyc_case (organisation_id, investor_id, state, opened_by, created_at, updated_at)
       VALUES ($1, $2, $3, $4, $5, $5)
       ON CONFLICT (organisation_id) WHERE state IN (${OPEN.map((s) => `'${s}'`).join(', ')})
       DO NOTHING RETURNING id`,
      [actor.organisationId, investor.id, kycCaseMachine.initial, actor.userId, now],
    );
    const id = inserted[0]?.id;
    if (!id) {
      throw new Conflict('kyc_case_open', 'You already have an open case: go on with that one.');
    }
    const kycCase = await this.records.find(ctx, id);
    const before = await this.records.lastApproved(actor.organisationId);
    if (before) await this.continueFrom(ctx, kycCase, before);
    await this.record(ctx, kycCase, 'kyc.open', { continuesCaseId: before?.id ?? null });
    return this.records.view(ctx, kycCase);
  }

  async get(ctx: Ctx, id: string): Promise<KycCaseView> {
    return this.records.view(ctx, await this.records.find(ctx, id));
  }

  /** Own cases for an investor; for staff the queue, the longest waiting first. */
  async list(ctx: Ctx, query: KycListQuery): Promise<KycCasePage> {
    const actor = actorOf(ctx);
    const own = actor.role === 'investor' ? actor.organisationId : null;
    const after = query.after ? openCursor(query.after, CURSOR).split('|') : null;
    const rows = await this.db.sql<{ id: string; waiting: string }>(
      `SELECT id, coalesce(to_char(submitted_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
                           'infinity') AS waiting
       FROM api.kyc_case
       WHERE ($1::uuid IS NULL OR organisation_id = $1)
         AND ($3::text IS NULL OR $3 = CASE WHEN state = 'approved' AND expires_on < $2::date
                                            THEN 'expired' ELSE state END)
         AND ($4::timestamptz IS NULL OR (${WAITING}, id) > ($4, $5::uuid))
       ORDER BY ${WAITING}, id LIMIT $6`,
      [
        own,
        this.investors.today(),
        query.state ?? null,
        after?.[0] ?? null,
        after?.[1] ?? null,
        query.limit + 1,
      ],
    );
    return cut(
      rows,
      query.limit,
      async (shown) =>
        this.records.views(
          ctx,
          await this.records.inOrder(
            ctx,
            shown.map(({ id }) => id),
          ),
        ),
      (row) => `${row.waiting}|${row.id}`,
    );
  }

  /**
   * Changes what the applicant says of itself, field by field.
   * @throws Conflict `kyc_not_editable`; Refused `unknown_country`
   */
  async patch(ctx: Ctx, id: string, body: PatchKycBody): Promise<KycCaseView> {
    const kycCase = await this.editable(ctx, id);
    if (body.country) this.countries.require(body.country, '/country');
    if (body.address) this.countries.require(body.address.country, '/address/country');
    this.records.sealPersonal(kycCase, { ...this.records.personalOf(kycCase), ...body });
    await this.save(kycCase);
    await this.record(ctx, kycCase, 'kyc.edit', { fields: Object.keys(body).sort() });
    return this.records.view(ctx, kycCase);
  }

  /** @throws Conflict `kyc_not_editable`, `document_already_added`; Refused `document_wrong_purpose` */
  async addDocument(ctx: Ctx, id: string, body: AddKycDocumentBody): Promise<KycCaseView> {
    const kycCase = await this.editable(ctx, id);
    const document = await this.documents.get(ctx, body.documentId);
    if (document.purpose !== 'kyc') {
      throw new Refused(
        'document_wrong_purpose',
        'This document was uploaded for another purpose: upload it again with purpose=kyc.',
      );
    }
    const values = { kycCaseId: id, documentId: body.documentId, type: body.type };
    if (await this.db.em.existsBy(KycDocument, values)) {
      throw new Conflict('document_already_added', 'This document is already in the case as that.');
    }
    await this.db.em.insert(KycDocument, {
      ...values,
      addedBy: actorOf(ctx).userId,
      addedAt: this.clock.now(),
    });
    await this.record(ctx, kycCase, 'kyc.add_document', {
      type: body.type,
      sha256: document.sha256,
    });
    return this.records.view(ctx, kycCase);
  }

  /** @throws Conflict `kyc_not_editable`; Refused as `Questionnaires.answer` says */
  async answer(ctx: Ctx, id: string, body: AnswerBody): Promise<KycCaseView> {
    const kycCase = await this.editable(ctx, id);
    await this.questionnaires.answer(ctx, kycCase, body);
    await this.save(kycCase);
    const { tier, version } = body;
    await this.record(ctx, kycCase, 'kyc.answer', { tier, version });
    return this.records.view(ctx, kycCase);
  }

  /**
   * Hands the case in: it is screened against the lists there and then, and waits for compliance.
   * @throws Refused `kyc_incomplete` naming everything missing
   */
  async submit(ctx: Ctx, id: string): Promise<KycCaseView> {
    const kycCase = await this.own(ctx, id);
    const again = kycCase.state === 'more_information';
    let state = next(kycCaseMachine, kycCase.state, again ? 'resubmit' : 'submit');
    const missing = await this.records.missing(kycCase);
    if (missing.length > 0) {
      throw new Refused('kyc_incomplete', `The case still lacks: ${missing.join('; ')}.`, {
        missing,
      });
    }
    const personal = this.records.personalOf(kycCase);
    const { lists, hitCount } = await this.screening.screen(ctx, kycCase, personal);
    if (!again) {
      state = next(kycCaseMachine, state, 'start_screening');
      state = next(kycCaseMachine, state, 'screened');
    }
    kycCase.state = state;
    kycCase.submittedBy = actorOf(ctx).userId;
    kycCase.submittedAt = this.clock.now();
    await this.save(kycCase);
    await this.record(ctx, kycCase, 'kyc.submit', {
      again,
      hitCount,
      lists: lists.map(({ file, sha256 }) => ({ file, sha256 })),
    });
    return this.records.view(ctx, kycCase);
  }

  private async continueFrom(ctx: Ctx, kycCase: KycCase, before: KycCase): Promise<void> {
    kycCase.continuesCaseId = before.id;
    this.records.sealPersonal(kycCase, this.records.personalOf(before));
    await this.save(kycCase);
    const lasting = (await this.records.documentsOf(before.id)).filter(({ type }) =>
      LASTING_PAPERS.includes(type),
    );
    if (lasting.length === 0) return;
    await this.db.em.insert(
      KycDocument,
      lasting.map(({ documentId, type }) => ({
        kycCaseId: kycCase.id,
        documentId,
        type,
        addedBy: actorOf(ctx).userId,
        addedAt: this.clock.now(),
      })),
    );
  }

  private async own(ctx: Ctx, id: string): Promise<KycCase> {
    return this.records.lock(ctx, id);
  }

  private async editable(ctx: Ctx, id: string): Promise<KycCase> {
    const kycCase = await this.own(ctx, id);
    if (kycCase.state === 'draft' || kycCase.state === 'more_information') return kycCase;
    throw new Conflict(
      'kyc_not_editable',
      `The case is ${kycCase.state}: it can be changed as a draft, or when compliance asks for more.`,
    );
  }

  private async save(kycCase: KycCase): Promise<void> {
    kycCase.updatedAt = this.clock.now();
    await this.db.em.save(kycCase);
  }

  private record(ctx: Ctx, kycCase: KycCase, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'kyc_case', id: kycCase.id },
      organisationId: kycCase.organisationId,
      data,
    });
  }
}

/** Since when an officer is awaited; what was never handed in comes last. As the index has it. */
const WAITING = `coalesce(submitted_at, 'infinity'::timestamptz)`;

const CURSOR = /^(infinity|[0-9T:.Z-]+)\|[0-9a-f-]{36}$/;
