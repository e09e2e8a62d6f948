import { kycCaseMachine, next } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { Investors } from './investors.service.js';
import { KycCase } from './kyc-case.entity.js';
import { ScreeningHits } from './screening/screening-hits.service.js';

/** Days before an approval's last day on which its owner is reminded to renew it. */
export const REMINDER_DAYS: readonly number[] = [60, 30, 7];

const EVERY_MINUTE = '* * * * *';
/** Looked for at a time; what is left over waits a minute. */
const AT_ONCE = 1000;

/** An approval that a newer one has taken the place of. */
const RENEWED = `EXISTS (
  SELECT FROM api.kyc_case n
  WHERE n.organisation_id = c.organisation_id AND n.state = 'approved'
    AND n.decided_at > c.decided_at)`;

/**
 * The end of KYC approvals, by the domain's clock: reminders before the last day, then `expired`.
 * Nothing is sent to the chain: the registry's record carries the same last day, and every contract
 * refuses the wallet by itself from then on.
 */
@Injectable()
export class KycExpiry implements OnModuleInit {
  private expire!: Job<{ caseId: string }>;
  private remind!: Job<{ caseId: string }>;

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
    private readonly investors: Investors,
    private readonly hits: ScreeningHits,
  ) {}

  onModuleInit(): void {
    // One job each: what keeps one from ending keeps no other.
    const schema = z.strictObject({ caseId: uuid });
    this.expire = this.jobs.define({
      name: 'kyc.expire',
      schema,
      handle: (ctx, { caseId }) => this.end(ctx, caseId),
      single: true,
    });
    this.remind = this.jobs.define({
      name: 'kyc.remind',
      schema,
      handle: (ctx, { caseId }) => this.tell(ctx, caseId),
      single: true,
    });
    // The domain's day may begin at any moment of the wall's: so it is looked at, not timed.
    const sweep = this.jobs.define({
      name: 'kyc.sweep',
      schema: z.strictObject({}),
      handle: (ctx) => this.sweep(ctx),
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  private async sweep(ctx: Ctx): Promise<void> {
    const over = await this.db.sql<{ id: string }>(
      `SELECT id FROM api.kyc_case WHERE state = 'approved' AND expires_on < $1::date
       ORDER BY expires_on, id LIMIT ${AT_ONCE}`,
      [this.investors.today()],
    );
    for (const { id } of over) await this.expire.enqueue(ctx, { caseId: id }, { key: id });
    const due = await this.db.sql<{ id: string }>(
      `SELECT c.id ${this.dueFrom('true')} ORDER BY c.expires_on, c.id LIMIT ${AT_ONCE}`,
      [this.investors.today(), REMINDER_DAYS],
    );
    for (const { id } of due) await this.remind.enqueue(ctx, { caseId: id }, { key: id });
  }

  /** A case that was decided anew meanwhile, or ended by an earlier try, stays as it is. */
  private async end(ctx: Ctx, caseId: string): Promise<void> {
    const kycCase = await this.db.em.findOne(KycCase, {
      where: { id: caseId },
      lock: { mode: 'pessimistic_write' },
    });
    if (kycCase?.state !== 'approved' || this.investors.effectiveState(kycCase) !== 'expired') {
      return;
    }
    const [newer] = await this.db.sql<{ renewed: boolean }>(
      `SELECT ${RENEWED} AS renewed FROM api.kyc_case c WHERE c.id = $1`,
      [caseId],
    );
    kycCase.state = next(kycCaseMachine, kycCase.state, 'expire');
    kycCase.updatedAt = this.clock.now();
    await this.db.em.save(kycCase);
    await this.hits.close({ kycCaseIds: [caseId] });
    // Another deed: who has a newer approval need not hear that an old one ended.
    await this.record(ctx, kycCase, newer?.renewed ? 'kyc.expire_renewed' : 'kyc.expire', {});
  }

  /** Gives the nearest reminder that is due, once; earlier ones that were missed are not made up for. */
  private async tell(ctx: Ctx, caseId: string): Promise<void> {
    const [given] = await this.db.sql<{ days_before: number }>(
      `INSERT INTO api.kyc_reminder (kyc_case_id, days_before, reminded_at)
       SELECT c.id, due.days, $3 ${this.dueFrom('c.id = $4')}
       ON CONFLICT DO NOTHING RETURNING days_before`,
      [this.investors.today(), REMINDER_DAYS, this.clock.now(), caseId],
    );
    if (!given) return;
    const kycCase = await this.db.em.findOneByOrFail(KycCase, { id: caseId });
    await this.record(ctx, kycCase, 'kyc.renewal_due', { daysBefore: given.days_before });
  }

  /** Approvals `c` that a reminder `due.days` is due for. $1: today; $2: the days of reminders. */
  private dueFrom(which: string): string {
    return `
      FROM api.kyc_case c
      CROSS JOIN LATERAL (
        SELECT min(days) AS days FROM unnest($2::int[]) AS d(days)
        WHERE days >= c.expires_on - $1::date) AS due
      WHERE ${which} AND c.state = 'approved' AND c.expires_on >= $1::date
        AND due.days IS NOT NULL AND NOT ${RENEWED}
        AND NOT EXISTS (
          SELECT FROM api.kyc_reminder r
          WHERE r.kyc_case_id = c.id AND r.days_before <= due.days)`;
  }

  private record(ctx: Ctx, kycCase: KycCase, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'kyc_case', id: kycCase.id },
      organisationId: kycCase.organisationId,
      data: { expiresOn: kycCase.expiresOn, ...data },
    });
  }
}
