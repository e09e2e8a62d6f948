import { z } from 'zod';
import { instant } from '../../platform/fields.js';
import { sha256Hex } from '../../platform/values.js';
import { TIERS } from '../kyc.tiers.js';

const asked = {
  key: z.string(),
  text: z.string(),
  when: z
    .object({ key: z.string(), is: z.array(z.string()) })
    .optional()
    .describe('asked only where that question was answered with one of these'),
};

const question = z.discriminatedUnion('kind', [
  z.object({ ...asked, kind: z.literal('yes_no') }),
  z.object({
    ...asked,
    kind: z.literal('choice'),
    options: z.array(
      z.object({
        value: z.string(),
        label: z.string(),
        of: z.enum(['person', 'entity']).optional().describe('who may say so; everybody if absent'),
      }),
    ),
  }),
  z.object({ ...asked, kind: z.literal('amount').describe('whole US dollars, digits only') }),
  z.object({ ...asked, kind: z.literal('text'), maxLength: z.number().int() }),
]);

export const questionnaireView = z
  .object({
    tier: z.enum(TIERS),
    version: z.number().int(),
    basis: z.string().describe('the rule behind the questions'),
    questions: z.array(question),
  })
  .meta({ id: 'Questionnaire' });
export const questionnaireList = z.object({ items: z.array(questionnaireView) });

export const answerBody = z
  .strictObject({
    tier: z.enum(TIERS),
    version: z.int().min(1),
    answers: z.record(z.string().max(100), z.string().max(4000)),
  })
  .meta({
    examples: [
      {
        tier: 'accredited',
        version: 1,
        answers: { may_lose_all: 'yes', ground: 'net_worth', net_worth: '2500000' },
      },
    ],
  });
export type AnswerBody = z.output<typeof answerBody>;

/** What a case holds of it. */
export const answersView = z.object({
  tier: z.enum(TIERS),
  version: z.number().int(),
  answers: z.record(z.string(), z.string()).nullable().describe('null for who may not see them'),
  answersHash: sha256Hex.describe('SHA-256 of the canonical JSON of the answers'),
  shortfalls: z
    .array(z.string())
    .nullable()
    .describe('what the answers lack to be evidence for the tier; null for who may not see them'),
  answeredAt: instant,
});
export type AnswersView = z.output<typeof answersView>;
