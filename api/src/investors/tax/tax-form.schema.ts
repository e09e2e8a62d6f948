import { TAX_FORMS } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, line, reason, uuid } from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { alpha2 } from '../../platform/values.js';

export const fileTaxFormBody = z
  .strictObject({
    form: z.enum(TAX_FORMS),
    country: alpha2.describe('country of tax residence'),
    taxNumber: line(50).describe('as the country’s tax office writes it; sealed at rest'),
    signedOn: isoDate,
    documentId: uuid.describe('the signed form, uploaded with purpose=kyc'),
  })
  .meta({
    examples: [
      {
        form: 'W-8BEN',
        country: 'DE',
        taxNumber: '12 345 678 901',
        signedOn: '2026-04-15',
        documentId: '01963b1e-7c00-7000-8000-000000000001',
      },
    ],
  });
export type FileTaxFormBody = z.output<typeof fileTaxFormBody>;

export const taxFormDecisionBody = z.strictObject({ reason });
export type TaxFormDecisionBody = z.output<typeof taxFormDecisionBody>;

const state = z.enum(['filed', 'accepted', 'rejected', 'superseded']);
export const taxFormListQuery = pageQuery.extend({ state: state.optional() });
export type TaxFormListQuery = z.output<typeof taxFormListQuery>;

export const taxFormView = z
  .object({
    id: uuid,
    organisationId: uuid,
    investorReference: z.string().nullable(),
    form: z.enum(TAX_FORMS),
    state,
    country: alpha2,
    taxNumber: z.string().nullable().describe('null for those who may not see it'),
    documentId: uuid,
    signedOn: isoDate,
    validThrough: isoDate.nullable().describe('last day it holds; null: until something changes'),
    decidedBy: uuid.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'TaxForm' });
export type TaxFormView = z.output<typeof taxFormView>;
export const taxFormPage = pageOf(taxFormView);
