import { z } from 'zod';
import { instant, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

export const delegationBody = z
  .strictObject({
    deputyId: uuid.describe('a colleague of the same role in the same organisation'),
    startsAt: instant,
    endsAt: instant.describe('at most 90 days later'),
    reason,
  })
  .meta({
    examples: [
      {
        deputyId: '01963b1e-7c00-7000-8000-000000000001',
        startsAt: '2026-08-03T00:00:00Z',
        endsAt: '2026-08-17T00:00:00Z',
        reason: 'On leave.',
      },
    ],
  });
export type DelegationBody = z.output<typeof delegationBody>;

const person = z.object({ userId: uuid, name: z.string() });

export const delegationView = z
  .object({
    id: uuid,
    officer: person,
    deputy: person,
    role: z.string(),
    startsAt: instant,
    endsAt: instant,
    reason: z.string(),
    revokedAt: instant.nullable(),
    inForce: z.boolean(),
  })
  .meta({ id: 'ApprovalDelegation' });
export type DelegationView = z.output<typeof delegationView>;
export const delegationPage = pageOf(delegationView);

const rule = z.strictObject({
  kind: z.string().min(1).max(100).describe('of the approval, e.g. distribution.pay'),
  fromAmount: wholeText
    .refine((text) => !text.startsWith('-'), { error: 'must not be negative' })
    .describe('amountBaseUnits of the payload from which on it counts; 0: always'),
  approvers: z.int().min(1).max(5).describe('different persons, the maker not among them'),
});

export const rulesBody = z
  .strictObject({ rules: z.array(rule).max(200), reason })
  .refine(
    ({ rules }) => new Set(rules.map((r) => `${r.kind} ${r.fromAmount}`)).size === rules.length,
    {
      path: ['rules'],
      error: 'name a kind and amount twice',
    },
  );
export type RulesBody = z.output<typeof rulesBody>;

export const rulesView = z
  .object({
    rules: z.array(rule),
    kinds: z.array(z.string()).describe('of request that a rule may be made for'),
    approvalId: uuid.nullable().describe('of a change that waits'),
  })
  .meta({ id: 'ApprovalRules' });
export type RulesView = z.output<typeof rulesView>;
