import { assetMachine } from '@cadastre/core';
import { z } from 'zod';
import { reason, uuid, wholeText } from '../platform/fields.js';

export const windDownBody = z.strictObject({
  reason,
  documentId: uuid.describe('the resolution, or what shows that everything is paid'),
});
export type WindDownBody = z.output<typeof windDownBody>;

export const windDownAnswer = z.object({ approvalId: uuid }).meta({ id: 'WindDownAnswer' });
export type WindDownAnswer = z.output<typeof windDownAnswer>;

export const windDownView = z
  .object({
    state: z.enum(assetMachine.states),
    supplyBaseUnits: wholeText.describe('what exists of its token, by the ledger'),
    unfinished: z
      .array(
        z.object({
          what: z.string().describe('of which kind: token, sale, vote, redemption …'),
          state: z.string(),
          count: z.int().describe('how many are in that state; of tokens the supply says'),
          before: z.enum(['wind_down', 'retire']).describe('the first step that waits for its end'),
          said: z.string().describe('the same for people'),
        }),
      )
      .describe('what its end still waits for; empty when nothing'),
    approvalId: uuid.nullable().describe('the request for its next step, while it waits'),
  })
  .meta({ id: 'WindDown' });
export type WindDownView = z.output<typeof windDownView>;
