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

export const auditAnchorAnswer = z.object({ operationId: uuid }).meta({ id: 'AuditAnchorAnswer' });
export type AuditAnchorAnswer = z.output<typeof auditAnchorAnswer>;

const anchorView = z.object({
  blockNumber: z.int(),
  at: instant.describe('when the block was made'),
  transactionHash: z.string(),
  hash: z.string().describe('what the chain has: SHA-256 over the last entry of each lane, hex'),
  entries: z.int().describe('how many entries it covers; 0 where it says nothing readable'),
  holds: z.boolean().describe('whether the log still has what was anchored'),
});

export const auditVerification = z
  .object({
    intact: z
      .boolean()
      .describe('no break, in the log itself or against any anchor that could be read'),
    entries: z.int(),
    lanes: z.array(z.object({ lane: z.int(), entries: z.int(), head: z.string() })),
    breaks: z.array(
      z.object({
        lane: z.int(),
        seq: z.string(),
        why: z
          .enum(['altered', 'entry_missing', 'chain_broken', 'not_as_anchored'])
          .describe('not_as_anchored: whole in itself, but not what the chain was told'),
      }),
    ),
    anchoring: z.object({
      state: z
        .enum(['checked', 'unreachable'])
        .describe(
          'unreachable: no chain was there to ask, so a log made anew would not be noticed',
        ),
      anchors: z.array(anchorView).describe('oldest first'),
      entriesSince: z.int().describe('entries that no anchor covers yet'),
    }),
  })
  .meta({ id: 'AuditVerification' });
export type AuditVerification = z.output<typeof auditVerification>;
