import { isLei, OWNER_BASES } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, line, reason, uuid } from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { alpha2, sha256Hex, text } from '../../platform/values.js';
import { hitView, listVersion } from '../screening/screening.schema.js';
import { kybMachine } from './kyb.machine.js';

export const KYB_DOCUMENT_TYPES = [
  'company_register',
  'articles',
  'ownership_chart',
  'owner_identity',
  'other',
] as const;
export type KybDocumentType = (typeof KYB_DOCUMENT_TYPES)[number];

const bps = z.int().min(0).max(10_000).describe('hundredths of a percent, 0 to 10000');

export const ownerPerson = z.object({
  fullName: text(200),
  dateOfBirth: isoDate,
  country: alpha2.describe('country of residence'),
});
/** Who an owner is; sealed at rest. */
export type OwnerPerson = z.output<typeof ownerPerson>;

const owner = ownerPerson.extend({ shareBps: bps, basis: z.enum(OWNER_BASES) }).strict();

export const putKybBody = z
  .strictObject({
    legalName: line(200),
    legalForm: line(100).describe('as the register writes it, e.g. GmbH, SICAV, LLC'),
    lei: z
      .string()
      .refine(isLei, {
        error:
          'is not a valid LEI: 18 capitals and digits and two check digits (ISO 17442); copy it from the GLEIF register',
      })
      .describe('Legal Entity Identifier, ISO 17442'),
    registrationNumber: line(100),
    country: alpha2.describe('country of incorporation'),
    address: text(500),
    owners: z.array(owner).max(50).describe('everybody with 25 % or more, or in control'),
    largestUnlistedBps: bps
      .min(1)
      .nullable()
      .describe('the largest share of anybody who is not listed; null where all are'),
  })
  .meta({
    examples: [
      {
        legalName: 'Example Holding GmbH',
        legalForm: 'GmbH',
        lei: '5493001KJTIIGC8Y1R12',
        registrationNumber: 'HRB 123456',
        country: 'DE',
        address: 'Beispielweg 1, 10115 Berlin',
        owners: [
          {
            fullName: 'Ada Example',
            dateOfBirth: '1985-12-10',
            country: 'DE',
            shareBps: 7500,
            basis: 'ownership',
          },
        ],
        largestUnlistedBps: 2000,
      },
    ],
  });
export type PutKybBody = z.output<typeof putKybBody>;

export const addKybDocumentBody = z.strictObject({
  documentId: uuid,
  type: z.enum(KYB_DOCUMENT_TYPES),
});
export type AddKybDocumentBody = z.output<typeof addKybDocumentBody>;

export const kybReasonBody = z.strictObject({ reason });
export type KybReasonBody = z.output<typeof kybReasonBody>;

export const kybListQuery = pageQuery.extend({
  state: z.enum(kybMachine.states).optional(),
  organisationId: uuid.optional().describe('only this one’s'),
});
export type KybListQuery = z.output<typeof kybListQuery>;

export const kybCaseView = z
  .object({
    id: uuid,
    organisationId: uuid,
    state: z.enum(kybMachine.states),
    allowedEvents: z.array(z.string()),
    legalName: z.string(),
    legalForm: z.string(),
    lei: z.string(),
    registrationNumber: z.string(),
    country: alpha2,
    address: z.string(),
    owners: z.array(
      z.object({
        id: uuid,
        person: ownerPerson.nullable().describe('null for those who may not see it'),
        shareBps: bps,
        basis: z.enum(OWNER_BASES),
      }),
    ),
    largestUnlistedBps: bps.nullable(),
    documents: z.array(
      z.object({
        documentId: uuid,
        type: z.enum(KYB_DOCUMENT_TYPES),
        fileName: z.string().nullable(),
        sha256: sha256Hex,
        addedAt: instant,
      }),
    ),
    missing: z.array(z.string()).describe('what must still be given before it can be submitted'),
    screening: z
      .object({
        screenedAt: instant,
        lists: z.array(listVersion),
        hitCount: z.number().int().describe('parties met, lapsed ones left out'),
        openHits: z.number().int().describe('still to be decided'),
        hits: z.array(hitView).describe('the newest first, lapsed ones included'),
      })
      .nullable()
      .describe('for staff only'),
    submittedAt: instant.nullable(),
    decidedBy: uuid.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'KybCase' });
export type KybCaseView = z.output<typeof kybCaseView>;
export const kybCasePage = pageOf(kybCaseView);
