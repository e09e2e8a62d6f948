import type { BodyOf } from '../../api/types.ts';

type PaperType = BodyOf<'/api/v1/assets/{id}/papers', 'post'>['type'];

/** Every kind of paper; the compiler says when the API knows another. */
const all: Record<PaperType, true> = {
  prospectus: true,
  legal_opinion: true,
  custody_agreement: true,
  custodian_statement: true,
  administration_agreement: true,
  valuation_policy: true,
  ownership_chart: true,
  audited_accounts: true,
  title_report: true,
  lien_search: true,
  appraisal_report: true,
  environmental_report: true,
  property_condition_report: true,
  rent_roll: true,
  insurance_certificate: true,
  bar_list: true,
  inspection_report: true,
  provenance_declaration: true,
  other: true,
};

export const PAPER_TYPES = Object.keys(all) as PaperType[];
