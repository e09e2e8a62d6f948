import { z } from 'zod';
import { line } from '../platform/fields.js';
import { incomeKind } from './distribution.schema.js';

const bps = z.int().min(0).max(10_000);

export const withholdingRate = z
  .object({
    kind: incomeKind,
    country: z.int().min(0).max(999).describe('ISO 3166-1 numeric; 0 for every other country'),
    rateBps: bps.describe('parts of ten thousand of the gross income'),
    formRateBps: bps
      .nullable()
      .default(null)
      .describe('for who has an accepted tax form on file; null where a form lowers nothing'),
    source: line(200).describe('law or treaty'),
  })
  .refine(({ rateBps, formRateBps }) => formRateBps === null || formRateBps <= rateBps, {
    error: 'a form lowers the rate',
  })
  .meta({ id: 'WithholdingRate' });

const key = ({ kind, country }: z.output<typeof withholdingRate>) => `${kind} ${country}`;

export const withholdingTable = z.strictObject({
  rates: z
    .array(withholdingRate)
    .max(800)
    .refine((rates) => new Set(rates.map(key)).size === rates.length, {
      error: 'names a kind and country twice',
    }),
});
export type WithholdingTable = z.output<typeof withholdingTable>;
