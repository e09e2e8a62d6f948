import { next, type OwnershipProblem, ownershipProblems } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Audit } from '../../audit/audit.service.js';
import { Documents } from '../../documents/documents.service.js';
import { Clock } from '../../platform/clock.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Countries } from '../../platform/countries.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { page, type Page } from '../../platform/page.js';
import { Conflict, Forbidden, NotFound, Refused } from '../../platform/problem.js';
import { Clearance } from '../screening/clearance.service.js';
import { ScreeningHits } from '../screening/screening-hits.service.js';
import { KybCase, KybDocument, KybParty } from './kyb.entity.js';
import { kybMachine, OPEN_KYB } from './kyb.machine.js';
import { KybRecords } from './kyb-records.service.js';
import type { AddKybDocumentBody, KybCaseView, KybListQuery, PutKybBody } from './kyb.schema.js';
import { type ListedPerson, sealPerson } from './owner-data.js';
import { OwnerScreening } from './owner-screening.service.js';

/** Where what is wrong with the shares as a whole is put right by what is said of those who are not listed. */
const ABOUT_THE_REST: Partial<Record<OwnershipProblem['code'], string>> = {
  rest_not_declared: '/largestUnlistedBps',
  rest_above_what_is_left: '/largestUnlistedBps',
  owner_not_listed: '/largestUnlistedBps',
};

type Decision = 'request_information' | 'approve' | 'reject' | 'revoke';

/** Know your business: who an organisation is, who owns it, and compliance's word on that. */
@Injectable()
export class Kyb {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly audit: Audit,
    private readonly countries: Countries,
    private readonly documents: Documents,
    private readonly records: KybRecords,
    private readonly owners: OwnerScreening,
    private readonly hits: ScreeningHits,
    private readonly clearance: Clearance,
  ) {}

  /**
   * Whether compliance has approved who owns the organisation.
   * @throws Refused `kyb_required`
   */
  async requireApproved(organisationId: string): Promise<void> {
    if (await this.db.em.existsBy(KybCase, { organisationId, state: 'approved' })) return;
    throw new Refused(
      'kyb_required',
      'It is not known who owns this organisation: it must hand in its KYB case, and that must be approved first.',
    );
  }

  /** The newest case of the actor's organisation. @throws NotFound before the first */
  async mine(ctx: Ctx): Promise<KybCaseView> {
    const { organisationId } = actorOf(ctx);
    const [found] = await this.db.em.find(KybCase, {
      where: { organisationId },
      order: { id: 'DESC' },
      take: 1,
    });
    if (!found) throw new NotFound('KYB case');
    return this.records.view(ctx, found);
  }

  /** For staff, the newest first. */
  list(ctx: Ctx, { state, organisationId, ...query }: KybListQuery): Promise<Page<KybCaseView>> {
    const where = { ...(state ? { state } : {}), ...(organisationId ? { organisationId } : {}) };
    return page(this.db.em, KybCase, query, where, (rows) =>
      Promise.all(rows.map((row) => this.records.view(ctx, row))),
    );
  }

  async get(ctx: Ctx, id: string): Promise<KybCaseView> {
    return this.records.view(ctx, await this.records.find(ctx, id));
  }

  /**
   * Writes what the organisation says of itself, as a whole. After a decision this begins a new case;
   * an approval stands until a newer one takes its place.
   * @throws Conflict `kyb_not_editable`; Refused `unknown_country`, `ownership`
   */
  async put(ctx: Ctx, body: PutKybBody): Promise<KybCaseView> {
    this.check(body);
    const { owners, ...said } = body;
    const known = await this.records.lockMine(ctx);
    if (known?.state === 'in_review') {
      throw new Conflict(
        'kyb_not_editable',
        'The case is with compliance: it can be changed when they ask for more.',
      );
    }
    const kybCase = known && OPEN_KYB.includes(known.state) ? known : await this.begin(ctx, said);
    Object.assign(kybCase, said);
    await this.save(kybCase);
    await this.replaceParties(ctx, kybCase, owners);
    await this.record(ctx, kybCase, 'kyb.edit', {
      lei: body.lei,
      owners: owners.map(({ shareBps, basis }) => ({ shareBps, basis })),
      largestUnlistedBps: body.largestUnlistedBps,
    });
    return this.records.view(ctx, kybCase);
  }

  /** @throws NotFound; Conflict `kyb_not_editable`, `document_already_added`; Refused `document_wrong_purpose` */
  async addDocument(ctx: Ctx, { documentId, type }: AddKybDocumentBody): Promise<KybCaseView> {
    const kybCase = await this.editable(ctx);
    const document = await this.documents.get(ctx, documentId);
    if (document.purpose !== 'kyc') {
      throw new Refused(
        'document_wrong_purpose',
        'This document was uploaded for another purpose: upload it again with purpose=kyc.',
      );
    }
    const values = { kybCaseId: kybCase.id, documentId, type };
    if (await this.db.em.existsBy(KybDocument, values)) {
      throw new Conflict('document_already_added', 'This document is already in the case as that.');
    }
    const { userId: addedBy } = actorOf(ctx);
    await this.db.em.insert(KybDocument, { ...values, addedBy, addedAt: this.clock.now() });
    await this.record(ctx, kybCase, 'kyb.add_document', { type, sha256: document.sha256 });
    return this.records.view(ctx, kybCase);
  }

  /**
   * Hands the case in: every owner is screened there and then.
   * @throws NotFound; Refused `kyb_incomplete` naming everything missing
   */
  async submit(ctx: Ctx): Promise<KybCaseView> {
    const kybCase = await this.records.lockMine(ctx);
    if (!kybCase) throw new NotFound('KYB case');
    kybCase.state = next(kybMachine, kybCase.state, 'submit');
    const missing = await this.records.missing(kybCase);
    if (missing.length > 0) {
      throw new Refused('kyb_incomplete', `The case still lacks: ${missing.join('; ')}`, {
        missing,
      });
    }
    await this.owners.screen(ctx, kybCase, await this.records.parties(kybCase.id));
    kybCase.submittedBy = actorOf(ctx).userId;
    kybCase.submittedAt = this.clock.now();
    await this.save(kybCase);
    await this.record(ctx, kybCase, 'kyb.submit', {
      lists: kybCase.screeningLists?.map(({ file, sha256 }) => ({ file, sha256 })),
    });
    return this.records.view(ctx, kybCase);
  }

  /**
   * An officer's word on a case.
   * @throws NotFound; Forbidden `own_case`; Refused `screening_hits_open`, `screening_outdated`,
   *   `sanctions_match`
   */
  async decide(ctx: Ctx, id: string, decision: Decision, reason: string): Promise<KybCaseView> {
    const kybCase = await this.records.lock(ctx, id);
    const state = next(kybMachine, kybCase.state, decision);
    const { userId } = actorOf(ctx);
    if (userId === kybCase.openedBy || userId === kybCase.submittedBy) {
      throw new Forbidden('own_case', 'Nobody decides a case of their own: ask a colleague.');
    }
    const of = { kybPartyIds: (await this.records.parties(id)).map((party) => party.id) };
    if (decision === 'approve') await this.clear(ctx, kybCase, of);
    if (decision === 'reject' || decision === 'revoke') await this.hits.close(of);
    Object.assign(kybCase, { state, decisionReason: reason });
    if (decision !== 'request_information') {
      Object.assign(kybCase, { decidedBy: userId, decidedAt: this.clock.now() });
    }
    await this.save(kybCase);
    const papers = await this.documents.describe(
      (await this.records.documentsOf(id)).map(({ documentId }) => documentId),
    );
    await this.record(ctx, kybCase, `kyb.${decision}`, {
      reason,
      lei: kybCase.lei,
      documents: papers.map(({ sha256 }) => sha256),
    });
    return this.records.view(ctx, kybCase);
  }

  /** Nothing stands against anybody of the case; the approval before it ends. */
  private async clear(ctx: Ctx, kybCase: KybCase, of: { kybPartyIds: string[] }): Promise<void> {
    const { organisationId, screeningLists } = kybCase;
    await this.clearance.require(
      organisationId,
      screeningLists ?? [],
      await this.hits.currentOf(of),
    );
    const before = await this.db.em.findOne(KybCase, {
      where: { organisationId, state: 'approved' },
      lock: { mode: 'pessimistic_write' },
    });
    if (!before) return;
    before.state = next(kybMachine, before.state, 'supersede');
    await this.save(before);
    await this.record(ctx, before, 'kyb.supersede', { by: kybCase.id });
  }

  private check({ country, owners, largestUnlistedBps }: PutKybBody): void {
    this.countries.require(country, '/country');
    owners.forEach((owner, i) => this.countries.require(owner.country, `/owners/${i}/country`));
    const wrong = ownershipProblems(owners, largestUnlistedBps);
    if (wrong.length === 0) return;
    throw new Refused('ownership', wrong.map(({ detail }) => detail).join(' '), {
      errors: wrong.map(({ owner, code, detail }) => ({
        pointer: owner === null ? (ABOUT_THE_REST[code] ?? '/owners') : `/owners/${owner}/shareBps`,
        detail,
      })),
    });
  }

  private async begin(ctx: Ctx, said: Omit<PutKybBody, 'owners'>): Promise<KybCase> {
    const { organisationId, userId: openedBy } = actorOf(ctx);
    const now = this.clock.now();
    const id = this.db.newId();
    const inserted = await this.db.em
      .createQueryBuilder()
      .insert()
      .into(KybCase)
      .values({
        ...said,
        id,
        organisationId,
        state: kybMachine.initial,
        openedBy,
        createdAt: now,
        updatedAt: now,
      })
      .orIgnore()
      .returning('id')
      .execute();
    if ((inserted.raw as unknown[]).length === 0) {
      throw new Conflict('kyb_case_open', 'A colleague has just begun the case: read it again.');
    }
    return this.db.em.findOneByOrFail(KybCase, { id });
  }

  /** Earlier rows stay for what was found of them; their open hits have nobody left to be of. */
  private async replaceParties(
    ctx: Ctx,
    kybCase: KybCase,
    owners: PutKybBody['owners'],
  ): Promise<void> {
    const old = await this.records.parties(kybCase.id);
    await this.hits.close({ kybPartyIds: old.map(({ id }) => id) });
    await this.db.em.update(
      KybParty,
      { kybCaseId: kybCase.id, removedAt: IsNull() },
      { removedAt: this.clock.now() },
    );
    const { id: kybCaseId, organisationId, legalName, country } = kybCase;
    const row = (person: ListedPerson, of: Pick<KybParty, 'shareBps' | 'basis'>) => {
      const id = this.db.newId();
      const personalData = sealPerson(this.crypto, id, person);
      return { id, organisationId, kybCaseId, personalData, ...of };
    };
    const rows = owners.map(({ shareBps, basis, ...person }) =>
      row({ kind: 'person', ...person }, { shareBps, basis }),
    );
    if (actorOf(ctx).role === 'issuer') {
      const itself = { kind: 'entity', fullName: legalName, country } as const;
      rows.push(row(itself, { shareBps: null, basis: null }));
    }
    if (rows.length > 0) await this.db.em.insert(KybParty, rows);
  }

  private async editable(ctx: Ctx): Promise<KybCase> {
    const kybCase = await this.records.lockMine(ctx);
    if (!kybCase) throw new NotFound('KYB case');
    if (kybCase.state === 'draft' || kybCase.state === 'more_information') return kybCase;
    throw new Conflict(
      'kyb_not_editable',
      `The case is ${kybCase.state}: papers are added to a draft, or when compliance asks for more.`,
    );
  }

  private async save(kybCase: KybCase): Promise<void> {
    kybCase.updatedAt = this.clock.now();
    await this.db.em.save(kybCase);
  }

  private record(ctx: Ctx, kybCase: KybCase, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'kyb_case', id: kybCase.id },
      organisationId: kybCase.organisationId,
      data,
    });
  }
}
