import { z } from 'zod';
import { instant, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

export const parkedDecision = z.enum(['approve', 'reject']);
export type ParkedDecision = z.output<typeof parkedDecision>;

export const parkedReportView = z
  .object({
    digest: z.string().describe('EIP-712 digest the committee signed; approvals are bound to it'),
    assetId: uuid,
    assetName: z.string(),
    kind: z.enum(['nav', 'reserve']),
    feed: z.string(),
    round: wholeText,
    oldAnswer: wholeText
      .nullable()
      .describe('published now, US dollars × 10⁶; null before round 1'),
    newAnswer: wholeText.describe('what would be published'),
    deviationBps: wholeText.nullable().describe('move in basis points, rounded up'),
    valuationTime: instant,
    parkedAt: instant,
    approvableUntil: instant.describe('after it only a new report helps'),
    proposer: z.string().describe('account that delivered it; it cannot approve'),
    approvals: z.array(
      z.object({
        approver: z.string().describe('account on-chain'),
        reason: z.string(),
        evidenceSha256: z.string(),
        transactionHash: z.string(),
      }),
    ),
    approvalId: uuid.nullable().describe('the proposal that waits for a second officer'),
    why: z.string().describe('path at the oracle that tells why this number was reported'),
  })
  .meta({ id: 'ParkedReportDetail' });
export type ParkedReportView = z.output<typeof parkedReportView>;

export const parkedReportPage = pageOf(parkedReportView);

export const parkedDecisionBody = z.strictObject({
  decision: parkedDecision,
  reason,
  evidenceDocumentId: uuid.describe('paper that the decision rests on; its SHA-256 goes on-chain'),
});
export type ParkedDecisionBody = z.output<typeof parkedDecisionBody>;

export const parkedProposalView = z.object({ approvalId: uuid, parked: parkedReportView });
export type ParkedProposalView = z.output<typeof parkedProposalView>;
