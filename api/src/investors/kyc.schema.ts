import { kycCaseMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, reason, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { alpha2, sha256Hex, text } from '../platform/values.js';
import { TIERS } from './kyc.tiers.js';
import { answersView } from './questionnaires/questionnaire.schema.js';
import { hitView, listVersion } from './screening/screening.schema.js';

export const KYC_DOCUMENT_TYPES = [
  'identity',
  'proof_of_address',
  'accreditation_letter',
  'source_of_funds',
  'company_register',
  'other',
] as const;
export type KycDocumentType = (typeof KYC_DOCUMENT_TYPES)[number];

const address = z
  .object({
    line1: text(200),
    line2: text(200).optional(),
    city: text(100),
    postalCode: text(20).optional(),
    region: text(100).optional(),
    country: alpha2,
  })
  .strict();

export const personalData = z
  .object({
    kind: z.enum(['person', 'entity']),
    fullName: text(200),
    dateOfBirth: isoDate.optional().describe('of a person; of an entity the day it was founded'),
    country: alpha2.describe('country of residence or incorporation'),
    address,
    requestedTier: z.enum(TIERS),
    sourceOfFunds: text(1000),
  })
  .strict();
/** What the applicant says of itself; sealed at rest. */
export type PersonalData = z.output<typeof personalData>;

export const patchKycBody = personalData.partial().strict();
export type PatchKycBody = z.output<typeof patchKycBody>;

export const addKycDocumentBody = z
  .object({ documentId: uuid, type: z.enum(KYC_DOCUMENT_TYPES) })
  .strict();
export type AddKycDocumentBody = z.output<typeof addKycDocumentBody>;

export const requestInformationBody = z.object({ message: reason }).strict();
export type RequestInformationBody = z.output<typeof requestInformationBody>;

export const approveKycBody = z
  .object({
    tier: z.enum(TIERS),
    expiresOn: isoDate.describe('last day the approval holds'),
    reason,
  })
  .strict();
export type ApproveKycBody = z.output<typeof approveKycBody>;

export const reasonBody = z.object({ reason }).strict();
export type ReasonBody = z.output<typeof reasonBody>;

export const kycListQuery = pageQuery.extend({
  state: z.enum(kycCaseMachine.states).optional(),
});
export type KycListQuery = z.output<typeof kycListQuery>;

/** The decision whose canonical JSON's SHA-256 the chain carries; no personal data in it. */
export const decisionRecord = z.object({
  caseId: uuid,
  investorReference: z.string(),
  tier: z.enum(TIERS),
  country: alpha2,
  expiresOn: isoDate,
  decidedAt: instant,
  decidedBy: uuid,
  reason: z.string(),
  documents: z.array(z.object({ type: z.string(), sha256: sha256Hex })),
  questionnaire: z
    .object({ tier: z.enum(TIERS), version: z.number().int(), answersHash: sha256Hex })
    .optional()
    .describe(
      'what the tier rests on; absent from decisions made before there were questionnaires',
    ),
  screening: z.object({
    screenedAt: instant,
    lists: z.array(z.object({ file: z.string(), sha256: sha256Hex })),
    hitCount: z.number().int(),
    dismissedHits: z.number().int(),
  }),
});
export type DecisionRecord = z.output<typeof decisionRecord>;

export const kycCaseView = z
  .object({
    id: uuid,
    organisationId: uuid,
    investorReference: z.string().describe('INV-000001: the investor number in the chain register'),
    state: z.enum(kycCaseMachine.states),
    allowedEvents: z.array(z.string()),
    continuesCaseId: uuid.nullable().describe('the approval this case renews'),
    subjectKind: z.enum(['person', 'entity']).nullable(),
    country: z.string().nullable(),
    requestedTier: z.enum(TIERS).nullable(),
    personal: personalData.partial().nullable().describe('null for those who may not see it'),
    documents: z.array(
      z.object({
        id: uuid,
        documentId: uuid,
        type: z.enum(KYC_DOCUMENT_TYPES),
        fileName: z.string().nullable(),
        sha256: sha256Hex,
        addedAt: instant,
      }),
    ),
    missing: z
      .array(z.string())
      .describe('what must still be given before the case can be submitted'),
    questionnaire: answersView.nullable(),
    screening: z
      .object({
        screenedAt: instant,
        method: z.string(),
        lists: z.array(listVersion),
        hitCount: z.number().int().describe('parties met, lapsed ones left out'),
        openHits: z.number().int().describe('of them still to be decided'),
        hits: z.array(hitView).describe('the newest first, lapsed ones included'),
      })
      .nullable(),
    decisions: z.array(
      z.object({ action: z.string(), reason: z.string(), decidedBy: uuid, decidedAt: instant }),
    ),
    grantedTier: z.enum(TIERS).nullable(),
    expiresOn: isoDate.nullable(),
    reminders: z
      .array(z.object({ daysBefore: z.number().int(), remindedAt: instant }))
      .describe('renewal reminders given before the last day, the newest first'),
    evidenceHash: sha256Hex.nullable(),
    submittedAt: instant.nullable(),
    waitingSeconds: z.number().int().nullable().describe('since submission, while it waits for us'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'KycCase' });
export type KycCaseView = z.output<typeof kycCaseView>;

export const kycCasePage = pageOf(kycCaseView);
export type KycCasePage = z.output<typeof kycCasePage>;
