import { z } from 'zod';
import { instant, line, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';

export const auditQuery = pageQuery.extend({
  subjectType: line(60).optional(),
  subjectId: line(120).optional(),
  action: line(120).optional(),
});
export type AuditQuery = z.output<typeof auditQuery>;

export const auditEntryView = z
  .object({
    id: uuid,
    lane: z.number().int(),
    seq: z.string(),
    at: instant,
    actor: z
      .object({ userId: uuid, organisationId: uuid, role: z.string() })
      .nullable()
      .describe('null: the system itself'),
    action: z.string(),
    subject: z.object({ type: z.string(), id: z.string() }),
    organisationId: uuid.nullable(),
    data: z.record(z.string(), z.unknown()),
    correlationId: z.string(),
    hash: z.string().describe('SHA-256, hex'),
    prevHash: z.string(),
  })
  .meta({ id: 'AuditEntry' });
export type AuditEntryView = z.output<typeof auditEntryView>;

export const auditPage = pageOf(auditEntryView);

export const auditVerification = z
  .object({
    intact: z.boolean(),
    entries: z.number().int(),
    lanes: z.array(
      z.object({ lane: z.number().int(), entries: z.number().int(), head: z.string() }),
    ),
    breaks: z.array(
      z.object({
        lane: z.number().int(),
        seq: z.string(),
        why: z.enum(['altered', 'entry_missing', 'chain_broken']),
      }),
    ),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.output<typeof auditVerification>;
