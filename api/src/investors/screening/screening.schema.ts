import { z } from 'zod';
import { instant, reason, uuid } from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { sha256Hex } from '../../platform/values.js';
import { LIST_SOURCES } from './list-format.js';

const publishedOn = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?$/, 'must be a month or a day, ISO')
  .describe("the publisher's date: YYYY-MM-DD, or YYYY-MM where the day is not known");
const perMille = z.int().min(0).max(1000).describe('per mille');

/** Which bytes of which official file were searched. */
export const listVersion = z.object({
  source: z.enum(LIST_SOURCES),
  name: z.string(),
  file: z.string(),
  asOf: z.string().describe("the publisher's date of the edition"),
  sha256: sha256Hex,
  entries: z.int(),
});
export type ListVersion = z.output<typeof listVersion>;

export const importListBody = z.strictObject({
  source: z.enum(LIST_SOURCES),
  publishedOn,
  documentId: uuid.describe("the publisher's file, uploaded unchanged"),
});
export type ImportListBody = z.output<typeof importListBody>;

export const listReasonBody = z.strictObject({ reason });
export type ListReasonBody = z.output<typeof listReasonBody>;

export const listVersionView = listVersion
  .extend({
    id: uuid,
    inForce: z.boolean(),
    outdated: z.boolean().describe('too old for anybody to be approved with'),
    importedBy: uuid.nullable().describe('null: found among the official files at start-up'),
    importedAt: instant,
  })
  .meta({ id: 'SanctionsListVersion' });
export type ListVersionView = z.output<typeof listVersionView>;
export const listVersionPage = pageOf(listVersionView);

export const screeningRunView = z
  .object({
    id: uuid,
    state: z.enum(['running', 'finished', 'superseded']),
    phase: z.enum(['people', 'owners', 'wallets']),
    reason: z.string(),
    lists: z.array(listVersion),
    total: z.int().describe('cases and wallets to look at'),
    screened: z.int().describe('of them so far'),
    newHits: z.int(),
    lapsedHits: z.int(),
    startedBy: uuid.nullable(),
    startedAt: instant,
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'ScreeningRun' });
export type ScreeningRunView = z.output<typeof screeningRunView>;
export const screeningRunPage = pageOf(screeningRunView);

/** What was met, and how the score came about. Personal: sealed at rest. */
export const hitDetail = z.object({
  subject: z.object({
    name: z.string().describe('as it was given; of a wallet its address'),
    dateOfBirth: z.string().nullable(),
    kind: z.enum(['person', 'entity']).nullable(),
  }),
  party: z.object({
    entryNumber: z.string().describe("OFAC's; empty where an address list gives none"),
    name: z.string(),
    type: z.string().nullable(),
    program: z.string(),
    title: z.string(),
    remarks: z.string(),
    birthDates: z.array(z.string()),
  }),
  alias: z.object({ name: z.string(), strength: z.enum(['primary', 'strong', 'weak', 'address']) }),
  namesMet: z.int().describe('names of the party that reach the threshold; alias is the likest'),
  namesScore: perMille.describe('before the adjustments'),
  subjectCovered: perMille.describe("share of the subject's words, by weight, that were met"),
  listedCovered: perMille.describe("share of the listed name's words, by weight, that were met"),
  pairs: z.array(
    z.object({
      subject: z.string(),
      listed: z.string(),
      similarity: perMille,
      how: z.enum(['equal', 'spelling', 'sound']),
    }),
  ),
  subjectLeft: z.array(z.string()),
  listedLeft: z.array(z.string()),
  date: z.object({
    verdict: z.enum(['same', 'near', 'different', 'unknown']),
    listed: z.string().nullable(),
    adjustment: z.int(),
  }),
  weakAdjustment: z.int(),
  kindAdjustment: z.int(),
});
export type HitDetail = z.output<typeof hitDetail>;

export const HIT_STATES = ['undecided', 'true_match', 'false_positive', 'lapsed'] as const;

export const hitView = z
  .object({
    id: uuid,
    state: z.enum(HIT_STATES),
    organisationId: uuid,
    investorReference: z.string().nullable(),
    kycCaseId: uuid.nullable().describe('of a name'),
    kybPartyId: uuid.nullable().describe('of an owner of an organisation'),
    walletId: uuid.nullable().describe('of an address'),
    score: perMille,
    list: listVersion,
    detail: hitDetail.nullable().describe('null for those who may not see personal data'),
    foundAt: instant,
    decision: z.enum(['true_match', 'false_positive']).nullable(),
    decidedBy: uuid.nullable().describe('null of a listed address: nothing was to be weighed'),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
    lapsedAt: instant.nullable(),
    lapseReason: z.string().nullable(),
  })
  .meta({ id: 'ScreeningHit' });
export type HitView = z.output<typeof hitView>;
export const hitPage = pageOf(hitView);

export const hitListQuery = pageQuery.extend({ state: z.enum(HIT_STATES).optional() });
export type HitListQuery = z.output<typeof hitListQuery>;

export const decideHitBody = z.strictObject({
  decision: z.enum(['true_match', 'false_positive']),
  reason,
});
export type DecideHitBody = z.output<typeof decideHitBody>;
