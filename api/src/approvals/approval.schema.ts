import { z } from 'zod';
import { instant, reason, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { sentenceView } from '../platform/sentence.js';

export const approvalState = z.enum(['pending', 'approved', 'rejected', 'withdrawn', 'expired']);
export type ApprovalState = z.output<typeof approvalState>;

export const approvalsQuery = pageQuery.extend({ state: approvalState.optional() });
export type ApprovalsQuery = z.output<typeof approvalsQuery>;

export const decisionBody = z.strictObject({
  payloadHash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the payloadHash of the approval as it was shown'),
  reason,
});
export type DecisionBody = z.output<typeof decisionBody>;

export const approvalBody = decisionBody.extend({
  onBehalfOf: uuid
    .optional()
    .describe('the absent officer whose voice you give; see /approval-delegations'),
});
export type ApprovalBody = z.output<typeof approvalBody>;

const person = z.object({ userId: uuid, name: z.string() });

export const approvalView = z
  .object({
    id: uuid,
    kind: z.string(),
    state: approvalState,
    subject: z.object({ type: z.string(), id: z.string() }),
    organisationId: uuid,
    description: z.string().describe('What happens when it is approved, for people.'),
    sentence: sentenceView.describe(
      'the same with gaps, {{name}}, and what fills them: for those who read another language',
    ),
    payload: z.record(z.string(), z.unknown()).describe('Exactly what the decision is about.'),
    payloadHash: z.string().describe('SHA-256 of the canonical JSON of the payload; send it back.'),
    requiredRole: z.string(),
    approvers: z.int().describe('how many different persons have to say yes'),
    voices: z
      .array(
        z.object({
          by: person,
          onBehalfOf: person.nullable().describe('the absent officer, where a deputy spoke'),
          reason: z.string(),
          givenAt: instant,
        }),
      )
      .describe('who has said yes'),
    reason: z.string(),
    requestedBy: person,
    requestedAt: instant,
    expiresAt: instant,
    decidedBy: person.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
    operationId: uuid.nullable(),
  })
  .meta({ id: 'Approval' });
export type ApprovalView = z.output<typeof approvalView>;

export const approvalPage = pageOf(approvalView);
