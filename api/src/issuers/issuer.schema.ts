import { isLei } from '@cadastre/core';
import { z } from 'zod';
import { instant, line, reason, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { alpha2, text } from '../platform/values.js';
import { issuerMachine } from './issuer.machine.js';

export const putIssuerBody = z.strictObject({
  legalName: line(200),
  lei: z
    .string()
    .refine(isLei, {
      error:
        'is not a valid LEI: 18 capitals and digits and two check digits (ISO 17442); copy it from the GLEIF register',
    })
    .describe('Legal Entity Identifier, ISO 17442'),
  country: alpha2.describe('country of incorporation'),
  registrationNumber: line(100),
  address: text(500),
});
export type PutIssuerBody = z.output<typeof putIssuerBody>;

export const issuerReasonBody = z.strictObject({ reason });
export type IssuerReasonBody = z.output<typeof issuerReasonBody>;

export const issuerListQuery = pageQuery.extend({
  state: z.enum(issuerMachine.states).optional(),
});
export type IssuerListQuery = z.output<typeof issuerListQuery>;

export const issuerView = z
  .object({
    id: uuid,
    organisationId: uuid,
    state: z.enum(issuerMachine.states),
    allowedEvents: z.array(z.string()),
    legalName: z.string(),
    lei: z.string(),
    country: z.string(),
    registrationNumber: z.string(),
    address: z.string(),
    submittedAt: instant.nullable(),
    decidedAt: instant.nullable(),
    decidedBy: uuid.nullable(),
    decisionReason: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Issuer' });
export type IssuerView = z.output<typeof issuerView>;

export const issuerPage = pageOf(issuerView);
