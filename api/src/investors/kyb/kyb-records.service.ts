import { allowedEvents, ownershipProblems } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import { Documents } from '../../documents/documents.service.js';
import { actorOf, type Ctx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { NotFound } from '../../platform/problem.js';
import { ScreeningHits } from '../screening/screening-hits.service.js';
import { KybCase, KybDocument, KybParty } from './kyb.entity.js';
import { kybMachine } from './kyb.machine.js';
import type { KybCaseView, KybDocumentType } from './kyb.schema.js';
import { openPerson } from './owner-data.js';

const NEEDED: readonly KybDocumentType[] = ['company_register', 'ownership_chart'];

/** Reads the rows of a KYB case, and shows each role no more than it may see. */
@Injectable()
export class KybRecords {
  constructor(
    private readonly db: Database,
    private readonly crypto: Crypto,
    private readonly documents: Documents,
    private readonly hits: ScreeningHits,
  ) {}

  /** The case, locked for a change. Another organisation's does not exist for this one. */
  async lock(ctx: Ctx, id: string): Promise<KybCase> {
    const found = await this.db.em.findOne(KybCase, {
      where: { id, ...scope(ctx) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!found) throw new NotFound('KYB case');
    return found;
  }

  /** The actor's newest case, locked; null before the first. */
  lockMine(ctx: Ctx): Promise<KybCase | null> {
    return this.db.em.findOne(KybCase, {
      where: { organisationId: actorOf(ctx).organisationId },
      order: { id: 'DESC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async find(ctx: Ctx, id: string): Promise<KybCase> {
    const found = await this.db.em.findOneBy(KybCase, { id, ...scope(ctx) });
    if (!found) throw new NotFound('KYB case');
    return found;
  }

  /** Everybody of a case that is screened: its owners, and the organisation itself if it issues. */
  parties(kybCaseId: string): Promise<KybParty[]> {
    return this.db.em.find(KybParty, {
      where: { kybCaseId, removedAt: IsNull() },
      order: { id: 'ASC' },
    });
  }

  /** What a case still lacks before compliance will look at it, in words; empty when complete. */
  async missing(kybCase: KybCase): Promise<string[]> {
    const owners = (await this.parties(kybCase.id)).flatMap(({ shareBps, basis }) =>
      shareBps === null || basis === null ? [] : [{ shareBps, basis }],
    );
    const types = (await this.documentsOf(kybCase.id)).map(({ type }) => type);
    return [
      ...ownershipProblems(owners, kybCase.largestUnlistedBps).map(({ detail }) => detail),
      ...NEEDED.filter((type) => !types.includes(type)).map((type) => `document: ${type}`),
    ];
  }

  documentsOf(kybCaseId: string): Promise<KybDocument[]> {
    return this.db.em.find(KybDocument, { where: { kybCaseId }, order: { id: 'ASC' } });
  }

  /** An auditor sees that a thing was done, never of whom. */
  async view(ctx: Ctx, c: KybCase): Promise<KybCaseView> {
    const actor = actorOf(ctx);
    const mayName = actor.role === 'compliance' || actor.organisationId === c.organisationId;
    const parties = await this.parties(c.id);
    const rows = await this.documentsOf(c.id);
    const files = new Map(
      (await this.documents.describe(rows.map((row) => row.documentId))).map((d) => [d.id, d]),
    );
    const editable = c.state === 'draft' || c.state === 'more_information';
    return {
      id: c.id,
      organisationId: c.organisationId,
      state: c.state,
      allowedEvents: allowedEvents(kybMachine, c.state),
      legalName: c.legalName,
      legalForm: c.legalForm,
      lei: c.lei,
      registrationNumber: c.registrationNumber,
      country: c.country,
      address: c.address,
      owners: parties.flatMap((party) =>
        party.shareBps === null || party.basis === null
          ? []
          : [
              {
                id: party.id,
                person: mayName ? this.personOf(party) : null,
                shareBps: party.shareBps,
                basis: party.basis,
              },
            ],
      ),
      largestUnlistedBps: c.largestUnlistedBps,
      documents: rows.map((row) => ({
        documentId: row.documentId,
        type: row.type,
        fileName: mayName ? (files.get(row.documentId)?.fileName ?? null) : null,
        sha256: files.get(row.documentId)?.sha256 ?? '',
        addedAt: row.addedAt.toISOString(),
      })),
      missing: editable ? await this.missing(c) : [],
      screening: await this.screeningOf(ctx, c, parties),
      submittedAt: c.submittedAt?.toISOString() ?? null,
      decidedBy: c.decidedBy,
      decidedAt: c.decidedAt?.toISOString() ?? null,
      decisionReason: c.decisionReason,
      createdAt: c.createdAt.toISOString(),
      updatedAt: c.updatedAt.toISOString(),
    };
  }

  private async screeningOf(
    ctx: Ctx,
    { screenedAt, screeningLists }: KybCase,
    parties: readonly KybParty[],
  ): Promise<KybCaseView['screening']> {
    const { role } = actorOf(ctx);
    if (role === 'issuer' || role === 'investor' || !screenedAt || !screeningLists) return null;
    const hits = await this.hits.of(ctx, { kybPartyIds: parties.map(({ id }) => id) });
    return {
      screenedAt: screenedAt.toISOString(),
      lists: screeningLists,
      hitCount: hits.filter(({ state }) => state !== 'lapsed').length,
      openHits: hits.filter(({ state }) => state === 'undecided').length,
      hits,
    };
  }

  private personOf(party: KybParty) {
    const { fullName, dateOfBirth = '', country } = openPerson(this.crypto, party);
    return { fullName, dateOfBirth, country };
  }
}

function scope(ctx: Ctx): { organisationId?: string } {
  const { role, organisationId } = actorOf(ctx);
  return role === 'issuer' || role === 'investor' ? { organisationId } : {};
}
