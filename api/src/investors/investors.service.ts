import { investorReference, type KycCaseState } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Refused } from '../platform/problem.js';
import { Recent } from '../platform/recent.js';
import { Together } from '../platform/together.js';
import { Investor } from './investor.entity.js';
import { type Standing, standingsOf } from './standings.sql.js';
import { KycCase } from './kyc-case.entity.js';
import type { Tier } from './kyc.tiers.js';

/** An approval that holds today: what a wallet may be registered with. */
export interface KycApproval {
  caseId: string;
  organisationId: string;
  investorReference: string;
  investorNumber: bigint;
  tier: Tier;
  country: string;
  expiresOn: string;
  /** SHA-256 of the decision's canonical JSON. */
  evidenceHash: Buffer;
}

export interface InvestorNumber {
  investorReference: string;
  investorNumber: bigint;
}

const KNOWN_NUMBERS = 10_000;

/** An approval is given, taken back, or a match with a sanctions list is confirmed. */
export type InvestorNews = 'approved' | 'revoked' | 'sanctioned';

type Listener = (ctx: Ctx, organisationId: string) => Promise<void>;

/** Who invests, under which number, and whether they may today. */
@Injectable()
export class Investors {
  private readonly known = new Recent<InvestorNumber>(KNOWN_NUMBERS);
  private readonly listeners: Record<InvestorNews, Listener[]> = {
    approved: [],
    revoked: [],
    sanctioned: [],
  };

  private readonly standings: Together<Standing>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
  ) {
    this.standings = new Together(db, (organisationIds) => standingsOf(db, organisationIds));
  }

  /** Domain today, UTC. */
  today(): string {
    return this.clock.now().toISOString().slice(0, 10);
  }

  /** A stored state as of now: an approval past its last day has expired, whoever looks. */
  effectiveState(kycCase: Pick<KycCase, 'state' | 'expiresOn'>): KycCaseState {
    const over = kycCase.expiresOn !== null && kycCase.expiresOn < this.today();
    return kycCase.state === 'approved' && over ? 'expired' : kycCase.state;
  }

  /** The organisation's investor row, numbered at the first call. */
  async ofOrganisation(organisationId: string): Promise<Investor> {
    await this.db.sql(
      `INSERT INTO api.investor (organisation_id, registry_number, created_at)
       SELECT $1, nextval('api.investor_registry_number'), $2
       WHERE NOT EXISTS (SELECT FROM api.investor WHERE organisation_id = $1)
       ON CONFLICT (organisation_id) DO NOTHING`,
      [organisationId, this.clock.now()],
    );
    return this.db.em.findOneByOrFail(Investor, { organisationId });
  }

  /** Numbers organisations that are new, in one statement; answers their rows' ids. */
  async numberAll(organisationIds: readonly string[]): Promise<Map<string, string>> {
    const made = await this.db.sql<{ id: string; organisation_id: string }>(
      `INSERT INTO api.investor (organisation_id, registry_number, created_at)
       SELECT id, nextval('api.investor_registry_number'), $2 FROM unnest($1::uuid[]) AS t(id)
       RETURNING id, organisation_id`,
      [organisationIds, this.clock.now()],
    );
    return new Map(made.map((row) => [row.organisation_id, row.id]));
  }

  /** Numbers of several organisations; those that never opened a case are missing. */
  async numbers(organisationIds: string[]): Promise<Map<string, InvestorNumber>> {
    const found = new Map<string, InvestorNumber>();
    const unknown = organisationIds.filter((id) => {
      const number = this.known.get(id);
      if (number) found.set(id, number);
      return !number;
    });
    if (unknown.length === 0) return found;
    for (const row of await this.db.em.findBy(Investor, { organisationId: In(unknown) })) {
      const number = {
        investorReference: investorReference(row.registryNumber),
        investorNumber: row.registryNumber,
      };
      found.set(row.organisationId, number);
      // It never changes; but one that is only being written may not come to be.
      if (!this.db.inTransaction) this.known.set(row.organisationId, number);
    }
    return found;
  }

  /** The organisation behind a number; null where no investor has it. */
  async byNumber(registryNumber: bigint): Promise<string | null> {
    const investor = await this.db.em.findOneBy(Investor, { registryNumber });
    return investor?.organisationId ?? null;
  }

  /**
   * The newest approval that holds today.
   * @throws Refused `kyc_expired`, `kyc_required`, `sanctions_match`
   */
  async requireApproval(organisationId: string): Promise<KycApproval> {
    const standing = await this.standings.of(organisationId);
    if (standing?.match) throw sanctioned(standing.match);
    const kycCase = standing?.kycCase;
    if (!kycCase?.evidenceHash || !kycCase.grantedTier || !kycCase.country || !kycCase.expiresOn) {
      throw new Refused(
        'kyc_required',
        'This investor has no approved KYC case: approve one first, then come back.',
      );
    }
    if (this.effectiveState(kycCase) === 'expired') {
      throw new Refused(
        'kyc_expired',
        `The KYC approval ended on ${kycCase.expiresOn}: the investor must open a new case.`,
      );
    }
    const number = (await this.numbers([organisationId])).get(organisationId);
    if (!number) throw new Error(`no investor is of organisation ${organisationId}`);
    return {
      caseId: kycCase.id,
      organisationId,
      ...number,
      tier: kycCase.grantedTier,
      country: kycCase.country,
      expiresOn: kycCase.expiresOn,
      evidenceHash: kycCase.evidenceHash,
    };
  }

  /**
   * Whether a confirmed match with a list stands against the investor.
   * @throws Refused `sanctions_match`
   */
  async refuseSanctioned(organisationId: string): Promise<void> {
    const [match] = await this.db.sql<{ id: string }>(
      `SELECT id FROM api.screening_hit
       WHERE organisation_id = $1 AND lapsed_at IS NULL AND decision = 'true_match' LIMIT 1`,
      [organisationId],
    );
    if (match) throw sanctioned(match.id);
  }

  /** Registers what else must happen, in the same transaction, when one of these is decided. */
  listen(listeners: Partial<Record<InvestorNews, Listener>>): void {
    for (const news of ['approved', 'revoked', 'sanctioned'] as const) {
      const listener = listeners[news];
      if (listener) this.listeners[news].push(listener);
    }
  }

  async announce(ctx: Ctx, news: InvestorNews, organisationId: string): Promise<void> {
    for (const listener of this.listeners[news]) await listener(ctx, organisationId);
  }
}

const sanctioned = (hit: string): Refused =>
  new Refused(
    'sanctions_match',
    'The investor is confirmed to be on a sanctions list: nothing may be approved or released while that stands.',
    { hit },
  );
