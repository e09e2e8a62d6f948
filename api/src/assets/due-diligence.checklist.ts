import type { AssetKind, PaperType } from './asset.schema.js';

/** One question compliance must have answered before an asset may be tokenised. */
export interface ChecklistLine {
  key: string;
  title: string;
  why: string;
  required: boolean;
  /** A paper of each of these types is the evidence. */
  evidence: readonly PaperType[];
  /** Where the requirement comes from. */
  sources: readonly string[];
}

const ownership: ChecklistLine = {
  key: 'beneficial_owners',
  title: 'Beneficial owners of the issuer',
  why: 'Holders must know, and the law asks, which natural persons stand behind the issuer.',
  required: true,
  evidence: ['ownership_chart'],
  sources: ['FATF Recommendation 24'],
};

const legalNature: ChecklistLine = {
  key: 'legal_nature',
  title: 'What a holder of the token owns',
  why: 'The token is worth only the claim it carries: on whom, for what, and in which insolvency.',
  required: true,
  evidence: ['legal_opinion'],
  sources: [
    'FATF Recommendation 15',
    'UNIDROIT Principles on Digital Assets and Private Law (2023)',
  ],
};

const treasury: readonly ChecklistLine[] = [
  {
    key: 'offering_document',
    title: 'Offering document of the fund',
    why: 'It fixes what the fund may buy, what it charges, and when holders can leave.',
    required: true,
    evidence: ['prospectus'],
    sources: ['IOSCO Objectives and Principles of Securities Regulation, principle 26'],
  },
  legalNature,
  {
    key: 'custody',
    title: 'Custody apart from the manager',
    why: 'The securities must survive the failure of the manager and of the custodian.',
    required: true,
    evidence: ['custody_agreement'],
    sources: ["IOSCO Standards for the Custody of Collective Investment Schemes' Assets (2015)"],
  },
  {
    key: 'holdings',
    title: 'Holdings as the custodian sees them',
    why: 'The portfolio stated here must be the one that lies in the account, CUSIP by CUSIP.',
    required: true,
    evidence: ['custodian_statement'],
    sources: ["IOSCO Standards for the Custody of Collective Investment Schemes' Assets (2015)"],
  },
  {
    key: 'valuation',
    title: 'Valuation policy and administrator',
    why: 'Shares are sold and taken back at NAV: a wrong one moves money between holders.',
    required: true,
    evidence: ['administration_agreement', 'valuation_policy'],
    sources: [
      'IOSCO Principles for the Valuation of Collective Investment Schemes (2013)',
      '31 CFR Part 356, Appendix B',
      'IFRS 13',
    ],
  },
  ownership,
  {
    key: 'accounts',
    title: 'Audited accounts',
    why: 'An independent eye on the last year; a fund in its first year has none yet.',
    required: false,
    evidence: ['audited_accounts'],
    sources: ['ISA 700'],
  },
];

const realEstate: readonly ChecklistLine[] = [
  {
    key: 'title',
    title: 'Title and liens',
    why: 'The vehicle must own the parcel, and every lien ranks before the holders.',
    required: true,
    evidence: ['title_report', 'lien_search'],
    sources: ['ALTA Commitment for Title Insurance (2021)'],
  },
  {
    key: 'appraisal',
    title: 'Independent appraisal',
    why: 'NAV per token follows the appraised value; its date is the valuation date.',
    required: true,
    evidence: ['appraisal_report'],
    sources: ['USPAP, standards 1 and 2', 'International Valuation Standards, IVS 400'],
  },
  {
    key: 'environment',
    title: 'Environmental site assessment',
    why: 'The cost of contamination follows the owner of the land.',
    required: true,
    evidence: ['environmental_report'],
    sources: ['ASTM E1527-21'],
  },
  {
    key: 'condition',
    title: 'Condition of the building',
    why: 'Repairs that are due are paid out of rent.',
    required: true,
    evidence: ['property_condition_report'],
    sources: ['ASTM E2018'],
  },
  {
    key: 'income',
    title: 'Rent roll and leases',
    why: 'Income is distributed: it must be owed by somebody, under a lease.',
    required: true,
    evidence: ['rent_roll'],
    sources: ['International Valuation Standards, IVS 400'],
  },
  {
    key: 'insurance',
    title: 'Insurance in force',
    why: 'After a fire the holders own the policy and the land.',
    required: true,
    evidence: ['insurance_certificate'],
    sources: ['ACORD 28, Evidence of Commercial Property Insurance'],
  },
  legalNature,
  ownership,
];

const commodity: readonly ChecklistLine[] = [
  {
    key: 'bar_list',
    title: 'Bar list of the vault',
    why: 'Each token is fine ounces of bars that exist, can be named, and are listed once.',
    required: true,
    evidence: ['bar_list'],
    sources: ['LBMA Good Delivery Rules'],
  },
  {
    key: 'allocation',
    title: 'Allocated custody',
    why: 'Only allocated bars stay out of the insolvency of the vault.',
    required: true,
    evidence: ['custody_agreement'],
    sources: ['LBMA, A Guide to the Loco London Precious Metals Market'],
  },
  {
    key: 'inspection',
    title: 'Physical inspection',
    why: 'Somebody independent counted and weighed the bars.',
    required: true,
    evidence: ['inspection_report'],
    sources: ['ISAE 3000'],
  },
  {
    key: 'provenance',
    title: 'Responsible sourcing',
    why: 'Metal that pays for conflict or hides crime cannot be sold on.',
    required: true,
    evidence: ['provenance_declaration'],
    sources: [
      'LBMA Responsible Gold Guidance',
      'OECD Due Diligence Guidance for Minerals, Gold Supplement',
    ],
  },
  {
    key: 'insurance',
    title: 'Insurance in force',
    why: 'Loss and theft must be somebody else’s, up to the full value.',
    required: true,
    evidence: ['insurance_certificate'],
    sources: ['LBMA Good Delivery Rules'],
  },
  legalNature,
  ownership,
];

export const CHECKLIST: Readonly<Record<AssetKind, readonly ChecklistLine[]>> = {
  treasury,
  real_estate: realEstate,
  commodity,
};

/** The line of a kind's checklist, undefined where there is none of that key. */
export function checklistLine(kind: AssetKind, key: string): ChecklistLine | undefined {
  return CHECKLIST[kind].find((line) => line.key === key);
}
