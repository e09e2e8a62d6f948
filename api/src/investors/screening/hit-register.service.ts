import { Injectable } from '@nestjs/common';
import { Audit } from '../../audit/audit.service.js';
import { Clock } from '../../platform/clock.js';
import type { Ctx } from '../../platform/context.js';
import { Crypto } from '../../platform/crypto.js';
import { Database } from '../../platform/database.js';
import { blindOf, boundToHit } from './hit-keys.js';
import { type Finding, idOf, type Screened, type Target } from './findings.js';
import { ScreeningHit } from './screening.entity.js';
import type { HitDetail } from './screening.schema.js';
import type { ReadyLists } from './screening.service.js';

/** What a look at several subjects changed. */
export interface Delta {
  /** All new hits, those that took over an earlier decision included. */
  found: ScreeningHit[];
  lapsed: ScreeningHit[];
}

const CERTAIN = 'The address stands on the list.';

/**
 * The hits as rows. A look at a subject adds what is new and lets lapse what is no more; a decision
 * holds until the entry or the person is another one.
 */
@Injectable()
export class HitRegister {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly crypto: Crypto,
    private readonly audit: Audit,
  ) {}

  /** Brings the hits of these subjects to what was found now, in one statement of each kind. */
  async reconcile(
    ctx: Ctx,
    looked: readonly Screened[],
    { versions }: ReadyLists,
    runId: string | null,
  ): Promise<Delta> {
    const current = await this.currentOf(looked);
    const now = this.clock.now();
    const found: ScreeningHit[] = [];
    const lapsed: ScreeningHit[] = [];
    for (const one of looked) {
      const known = current.get(idOf(one.target)) ?? [];
      const subjectHash = this.blind(one, one.subject);
      const kept = new Set<ScreeningHit>();
      for (const finding of one.findings) {
        const partyKey = this.blind(one, finding.party);
        const entryHash = Buffer.from(finding.entryHash, 'hex');
        const before = known.find((hit) => hit.partyKey.equals(partyKey));
        const same = before?.entryHash.equals(entryHash) && before.subjectHash.equals(subjectHash);
        if (before && (same || before.decision === 'true_match')) {
          kept.add(before);
          continue;
        }
        const version = versions.find(({ source }) => source === finding.source);
        if (!version) throw new Error(`a finding of ${finding.source}, which is not in force`);
        found.push(
          this.newHit(one, finding, {
            runId,
            versionId: version.id,
            partyKey,
            entryHash,
            subjectHash,
            foundAt: now,
          }),
        );
      }
      for (const hit of known) {
        if (kept.has(hit)) continue;
        const listed = one.isListed(this.open(hit));
        // Who was confirmed does not get free by another spelling of the own name.
        if (hit.decision === 'true_match' && listed) continue;
        hit.lapsedAt = now;
        hit.lapseReason = listed
          ? 'The entry or what the person says of itself is another now.'
          : 'The entry has left the list.';
        lapsed.push(hit);
      }
    }
    await this.write(ctx, found, lapsed);
    return { found, lapsed };
  }

  /** What was met, opened. */
  open(hit: ScreeningHit): HitDetail {
    return JSON.parse(this.crypto.open(hit.detail, boundToHit(hit.id))) as HitDetail;
  }

  private newHit(
    { organisationId, target }: Screened,
    finding: Finding,
    keys: Pick<
      ScreeningHit,
      'runId' | 'versionId' | 'partyKey' | 'entryHash' | 'subjectHash' | 'foundAt'
    >,
  ): ScreeningHit {
    const id = this.db.newId();
    return this.db.em.create(ScreeningHit, {
      ...keys,
      ...target,
      id,
      organisationId,
      score: finding.score,
      detail: this.crypto.seal(JSON.stringify(finding.detail), boundToHit(id)),
      decision: finding.certain ? 'true_match' : null,
      decidedBy: null,
      decidedAt: finding.certain ? keys.foundAt : null,
      decisionReason: finding.certain ? CERTAIN : null,
      lapsedAt: null,
      lapseReason: null,
    });
  }

  private async write(ctx: Ctx, found: ScreeningHit[], lapsed: ScreeningHit[]): Promise<void> {
    if (lapsed.length > 0) {
      await this.db.sql(
        `UPDATE api.screening_hit AS h SET lapsed_at = v.at, lapse_reason = v.why
         FROM unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS v(id, at, why)
         WHERE h.id = v.id`,
        [
          lapsed.map(({ id }) => id),
          lapsed.map(({ lapsedAt }) => lapsedAt),
          lapsed.map(({ lapseReason }) => lapseReason),
        ],
      );
    }
    await this.takeOverDecisions(found);
    if (found.length > 0) await this.db.em.insert(ScreeningHit, found);
    for (const hit of lapsed) await this.record(ctx, hit, 'screening_hit.lapse');
    for (const hit of found) await this.record(ctx, hit, 'screening_hit.find');
  }

  /** That this person is not this entry was decided before, perhaps in another case: it holds. */
  private async takeOverDecisions(found: ScreeningHit[]): Promise<void> {
    const undecided = found.filter(({ decision }) => decision === null);
    if (undecided.length === 0) return;
    const earlier = await this.db.sql<
      Pick<ScreeningHit, 'decision'> & {
        id: string;
        decided_by: string | null;
        decided_at: Date;
        decision_reason: string;
      }
    >(
      `SELECT DISTINCT ON (v.id) v.id, h.decision, h.decided_by, h.decided_at, h.decision_reason
       FROM unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::bytea[])
         AS v(id, organisation_id, party_key, entry_hash, subject_hash)
       JOIN api.screening_hit h USING (organisation_id, party_key, entry_hash, subject_hash)
       WHERE h.decided_at IS NOT NULL ORDER BY v.id, h.decided_at DESC`,
      [
        undecided.map(({ id }) => id),
        undecided.map(({ organisationId }) => organisationId),
        undecided.map(({ partyKey }) => partyKey),
        undecided.map(({ entryHash }) => entryHash),
        undecided.map(({ subjectHash }) => subjectHash),
      ],
    );
    for (const row of earlier) {
      const hit = undecided.find(({ id }) => id === row.id);
      if (!hit || row.decision !== 'false_positive') continue;
      hit.decision = row.decision;
      hit.decidedBy = row.decided_by;
      hit.decidedAt = row.decided_at;
      hit.decisionReason = row.decision_reason;
    }
  }

  /** Hits that have not lapsed, by case or wallet, locked. */
  private async currentOf(looked: readonly Screened[]): Promise<Map<string, ScreeningHit[]>> {
    const ids = (of: keyof Target) =>
      looked.flatMap(({ target }) => (target[of] === null ? [] : [target[of]]));
    const hits = await this.db.em
      .createQueryBuilder(ScreeningHit, 'h')
      .where('h.lapsedAt IS NULL')
      .andWhere(
        '(h.kycCaseId = ANY(:cases) OR h.kybPartyId = ANY(:parties) OR h.walletId = ANY(:wallets))',
        { cases: ids('kycCaseId'), parties: ids('kybPartyId'), wallets: ids('walletId') },
      )
      .setLock('pessimistic_write')
      .getMany();
    const byTarget = new Map<string, ScreeningHit[]>();
    for (const hit of hits) {
      const known = byTarget.get(idOf(hit));
      if (known) known.push(hit);
      else byTarget.set(idOf(hit), [hit]);
    }
    return byTarget;
  }

  private blind({ organisationId }: Screened, text: string): Buffer {
    return blindOf(this.crypto, organisationId, text);
  }

  private record(ctx: Ctx, hit: ScreeningHit, action: string): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'screening_hit', id: hit.id },
      organisationId: hit.organisationId,
      data: {
        kycCaseId: hit.kycCaseId,
        kybPartyId: hit.kybPartyId,
        walletId: hit.walletId,
        runId: hit.runId,
        score: hit.score,
        decision: hit.decision,
      },
    });
  }
}
