import { z } from 'zod';
import { instant, isoDate, line, uuid } from '../platform/fields.js';
import { incomeKind } from './distribution.schema.js';

const bps = z.int().min(0).max(10_000);

export const withholdingRate = z
  .object({
    kind: incomeKind,
    country: z.int().min(0).max(999).describe('ISO 3166-1 numeric; 0 for every other country'),
    rateBps: bps.describe('parts of ten thousand of the gross income'),
    form: line(40).nullable().default(null).describe('the form that lowers the rate'),
    formRateBps: bps.nullable().default(null),
    source: line(200).describe('law or treaty'),
  })
  .refine(({ form, formRateBps }) => (form === null) === (formRateBps === null), {
    error: 'form and formRateBps go together',
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

export const taxFormBody = z.strictObject({
  organisationId: uuid.describe('the investor’s'),
  form: line(40),
  validFrom: isoDate,
  validUntil: isoDate,
  documentId: uuid,
});
export type TaxFormBody = z.output<typeof taxFormBody>;

export const taxFormView = z
  .object({
    id: uuid,
    organisationId: uuid,
    form: z.string(),
    validFrom: isoDate,
    validUntil: isoDate,
    documentId: uuid,
    recordedAt: instant,
  })
  .meta({ id: 'TaxForm' });
export type TaxFormView = z.output<typeof taxFormView>;
