import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { Audit } from '../audit/audit.service.js';
import { rows } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Jobs } from '../platform/jobs/jobs.service.js';

/** Days before a paper's last day on which its owner is reminded to file the next version. */
const REMINDER_DAYS: readonly number[] = [30, 7];

const EVERY_MINUTE = '* * * * *';
/** Reminded of at a time; what is left over waits a minute. */
const AT_ONCE = 1000;

/** Reminds owners of papers that end, by the domain's clock: the nearest reminder that is due, once. */
@Injectable()
export class DocumentExpiry implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly jobs: Jobs,
  ) {}

  onModuleInit(): void {
    const sweep = this.jobs.define({
      name: 'documents.expiry',
      schema: z.strictObject({}),
      handle: (ctx) => this.remind(ctx),
      single: true,
    });
    // The domain's day may begin at any moment of the wall's: so it is looked at, not timed.
    sweep.schedule(EVERY_MINUTE, {});
  }

  /** A paper that a newer version has replaced needs no reminder. */
  private async remind(ctx: Ctx): Promise<void> {
    const now = this.clock.now();
    const due = await rows<{
      id: string;
      organisation_id: string;
      valid_until: string;
      days: number;
    }>(
      this.db.em,
      `WITH given AS (
         INSERT INTO api.document_reminder (document_id, days_before, reminded_at)
         SELECT d.id, due.days, $3 FROM api.document d
         CROSS JOIN LATERAL (
           SELECT min(days) AS days FROM unnest($2::int[]) AS r(days)
           WHERE days >= d.valid_until - $1::date) AS due
         WHERE d.valid_until >= $1::date AND due.days IS NOT NULL
           AND NOT EXISTS (SELECT FROM api.document n WHERE n.replaces = d.id)
           AND NOT EXISTS (SELECT FROM api.document_reminder r
             WHERE r.document_id = d.id AND r.days_before <= due.days)
         ORDER BY d.valid_until, d.id LIMIT ${AT_ONCE}
         ON CONFLICT DO NOTHING
         RETURNING document_id, days_before)
       SELECT d.id, d.organisation_id, d.valid_until::text, g.days_before AS days
       FROM given g JOIN api.document d ON d.id = g.document_id ORDER BY d.id`,
      [now.toISOString().slice(0, 10), REMINDER_DAYS, now],
    );
    for (const { id, organisation_id: organisationId, valid_until: validUntil, days } of due) {
      await this.audit.record(ctx, {
        action: 'document.renewal_due',
        subject: { type: 'document', id },
        organisationId,
        data: { validUntil, daysBefore: days },
      });
    }
  }
}
