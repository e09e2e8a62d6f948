import { assetMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, line, reason, uuid } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { alpha2, cents, decimal, sha256Hex, text } from '../platform/values.js';
import { portfolioView } from './portfolio.schema.js';

export const ASSET_KINDS = ['treasury', 'real_estate', 'commodity'] as const;
export type AssetKind = (typeof ASSET_KINDS)[number];

export const PAPER_TYPES = [
  'prospectus',
  'legal_opinion',
  'custody_agreement',
  'custodian_statement',
  'administration_agreement',
  'valuation_policy',
  'ownership_chart',
  'audited_accounts',
  'title_report',
  'lien_search',
  'appraisal_report',
  'environmental_report',
  'property_condition_report',
  'rent_roll',
  'insurance_certificate',
  'bar_list',
  'inspection_report',
  'provenance_declaration',
  'other',
] as const;
export type PaperType = (typeof PAPER_TYPES)[number];

export const treasuryDetails = z.strictObject({
  fundName: line(200),
  shareClass: line(100),
  domicile: alpha2,
  legalForm: line(100).optional(),
  custodian: line(200),
  administrator: line(200),
  auditor: line(200).optional(),
  objective: text(2000).optional(),
});

export const realEstateDetails = z.strictObject({
  parcelId: z
    .string()
    .regex(
      /^([1-5][0-9]{9}|(?!US-NY:)[A-Z]{2}-[A-Z0-9]{1,3}:[^\p{C}]{1,80})$/u,
      'must be a BBL of New York City (borough 1-5, block of 5 digits, lot of 4), or elsewhere the ' +
        'ISO 3166-2 code, a colon and the parcel’s number, e.g. US-MI:21035621',
    )
    .describe(
      'New York City: borough, block as 5 digits, lot as 4; elsewhere ISO 3166-2, colon, number',
    ),
  address: text(500),
  buildingClass: z
    .string()
    .regex(/^[A-Z][0-9A-Z]$/, 'must be a building class of the Department of Finance, e.g. C7'),
  units: z.int().min(1).max(10_000),
  yearBuilt: z.int().min(1600).max(2200),
  grossSquareFeet: z.int().min(1).max(100_000_000).optional(),
  vehicle: line(200).describe('company that holds the title'),
  appraisal: z.strictObject({
    valueCents: cents('valueCents'),
    date: isoDate,
    appraiser: line(200),
  }),
  debtCents: cents('debtCents'),
  lender: line(200).optional(),
});

export const barRow = z.strictObject({
  refiner: line(100),
  serial: line(50),
  year: z.int().min(1900).max(2200),
  grossOz: decimal('grossOz', 3).describe('gross weight, troy ounces, 3 decimals'),
  fineness: decimal('fineness', 1).describe('parts of a thousand, 1 decimal, e.g. 995.8'),
  fineOz: decimal('fineOz', 3).describe('fine weight as the custodian states it, 3 decimals'),
});
export type BarRow = z.output<typeof barRow>;

const commodityCore = z.strictObject({
  metal: z.literal('gold'),
  custodian: line(200),
  vault: z.strictObject({ name: line(200), address: text(500) }),
});
export const commodityDetails = commodityCore.extend({ bars: z.array(barRow).min(1).max(5000) });

export const DETAILS = {
  treasury: treasuryDetails,
  real_estate: realEstateDetails,
  commodity: commodityDetails,
} as const;

type WithoutBars<T> = Omit<T, 'bars'>;
export type TreasuryDetails = z.output<typeof treasuryDetails>;
export type RealEstateDetails = z.output<typeof realEstateDetails>;
export type CommodityDetails = z.output<typeof commodityDetails>;
/** What the row keeps; a commodity's bars are rows of their own. */
export type AssetDetails = TreasuryDetails | RealEstateDetails | WithoutBars<CommodityDetails>;

const common = { name: line(200), description: text(4000) };

export const createAssetBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('treasury'), ...common, details: treasuryDetails }),
  z.strictObject({ kind: z.literal('real_estate'), ...common, details: realEstateDetails }),
  z.strictObject({ kind: z.literal('commodity'), ...common, details: commodityDetails }),
]);
export type CreateAssetBody = z.output<typeof createAssetBody>;

export const patchAssetBody = z.strictObject({
  name: common.name.optional(),
  description: common.description.optional(),
  details: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('the whole details of the kind, as at creation'),
});
export type PatchAssetBody = z.output<typeof patchAssetBody>;

export const assetReasonBody = z.strictObject({ reason });
export type AssetReasonBody = z.output<typeof assetReasonBody>;

export const addPaperBody = z.strictObject({ documentId: uuid, type: z.enum(PAPER_TYPES) });
export type AddPaperBody = z.output<typeof addPaperBody>;

export const addEvidenceBody = z.strictObject({ documentId: uuid, note: text(2000) });
export type AddEvidenceBody = z.output<typeof addEvidenceBody>;

export const assetListQuery = pageQuery.extend({
  state: z.enum(assetMachine.states).optional(),
  kind: z.enum(ASSET_KINDS).optional(),
});
export type AssetListQuery = z.output<typeof assetListQuery>;

export const paperView = z.object({
  id: uuid,
  documentId: uuid,
  type: z.enum(PAPER_TYPES),
  fileName: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int(),
  sha256: sha256Hex,
  addedBy: uuid,
  addedAt: instant,
});

const summary = {
  id: uuid,
  organisationId: uuid,
  organisationName: z.string(),
  kind: z.enum(ASSET_KINDS),
  state: z.enum(assetMachine.states),
  name: z.string(),
  description: z.string(),
  createdAt: instant,
  updatedAt: instant,
  submittedAt: instant.nullable(),
};

export const assetSummary = z.object(summary).meta({ id: 'AssetSummary' });
export type AssetSummary = z.output<typeof assetSummary>;
export const assetPage = pageOf(assetSummary);

const barView = barRow.extend({
  recomputedFineOz: z.string().describe('gross × fineness, to 0.001 oz, half up'),
});

export const assetView = z
  .object({
    ...summary,
    allowedEvents: z.array(z.string()),
    details: z.union([
      treasuryDetails,
      realEstateDetails,
      commodityCore.extend({
        bars: z.array(barView),
        totalFineOz: z.string(),
      }),
    ]),
    papers: z.array(paperView),
    dueDiligence: z.object({
      required: z.int(),
      accepted: z.int(),
      filed: z.int(),
      rejected: z.int(),
      open: z.int(),
    }),
    portfolio: portfolioView.nullable().describe('treasury: the statement in force, priced today'),
    pendingPortfolio: portfolioView.nullable().describe('a restatement that waits for approval'),
    blockers: z.array(z.string()).describe('what stands between this asset and its next step'),
    createdBy: uuid,
    submittedBy: uuid.nullable(),
    decidedBy: uuid.nullable(),
    decidedAt: instant.nullable(),
    decisionReason: z.string().nullable(),
  })
  .meta({ id: 'Asset' });
export type AssetView = z.output<typeof assetView>;

export const dueDiligenceView = z
  .object({
    items: z.array(
      z.object({
        key: z.string(),
        title: z.string(),
        why: z.string(),
        required: z.boolean(),
        evidenceTypes: z.array(z.enum(PAPER_TYPES)),
        sources: z.array(z.string()),
        state: z.enum(['open', 'filed', 'accepted', 'rejected']),
        missingTypes: z.array(z.enum(PAPER_TYPES)),
        evidence: z.array(
          z.object({
            id: uuid,
            documentId: uuid,
            type: z.enum(PAPER_TYPES),
            fileName: z.string(),
            sha256: sha256Hex,
            note: z.string(),
            addedBy: uuid,
            addedAt: instant,
          }),
        ),
        decidedBy: uuid.nullable(),
        decidedAt: instant.nullable(),
        decisionReason: z.string().nullable(),
      }),
    ),
  })
  .meta({ id: 'DueDiligence' });
export type DueDiligenceView = z.output<typeof dueDiligenceView>;
