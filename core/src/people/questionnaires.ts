import type { Questionnaire } from './questionnaire.js';

const RISK = {
  key: 'may_lose_all',
  kind: 'yes_no',
  text: 'I understand that I may lose all of what I invest, and that I may be unable to sell for a time.',
  must: true,
} as const;

const RETAIL: Questionnaire = {
  tier: 'retail',
  version: 1,
  basis: 'Appropriateness: Article 25(3) of Directive 2014/65/EU (MiFID II)',
  questions: [
    RISK,
    {
      key: 'experience',
      kind: 'choice',
      text: 'How often have you bought funds, bonds, property shares or commodities?',
      options: [
        { value: 'never', label: 'Never' },
        { value: 'some', label: 'A few times' },
        { value: 'regular', label: 'Regularly, for three years or more' },
      ],
    },
    {
      key: 'horizon',
      kind: 'choice',
      text: 'When will you need the money again?',
      options: [
        { value: 'within_a_year', label: 'Within a year' },
        { value: 'one_to_five', label: 'In one to five years' },
        { value: 'later', label: 'Later than that' },
      ],
    },
    {
      key: 'share_of_savings',
      kind: 'choice',
      text: 'How much of your savings will you invest here?',
      options: [
        { value: 'under_10', label: 'Less than a tenth' },
        { value: 'under_half', label: 'Less than half' },
        { value: 'more', label: 'Half or more' },
      ],
    },
  ],
};

const ACCREDITED: Questionnaire = {
  tier: 'accredited',
  version: 1,
  basis: 'Accredited investor: 17 CFR 230.501(a)',
  questions: [
    RISK,
    {
      key: 'ground',
      kind: 'choice',
      text: 'What makes you an accredited investor?',
      options: [
        { value: 'income', label: 'My income', of: 'person' },
        { value: 'net_worth', label: 'My net worth', of: 'person' },
        { value: 'licence', label: 'A licence in good standing', of: 'person' },
        { value: 'entity_assets', label: 'The assets of the entity', of: 'entity' },
        { value: 'all_owners', label: 'All owners of the entity are accredited', of: 'entity' },
      ],
    },
    {
      key: 'income_last_year',
      kind: 'amount',
      text: 'Your income of the last year, US dollars',
      when: { key: 'ground', is: ['income'] },
      least: 200_000n,
    },
    {
      key: 'income_year_before',
      kind: 'amount',
      text: 'Your income of the year before, US dollars',
      when: { key: 'ground', is: ['income'] },
      least: 200_000n,
    },
    {
      key: 'income_goes_on',
      kind: 'yes_no',
      text: 'I reasonably expect the same this year.',
      when: { key: 'ground', is: ['income'] },
      must: true,
    },
    {
      key: 'net_worth',
      kind: 'amount',
      text: 'Your net worth without the home you live in, US dollars',
      when: { key: 'ground', is: ['net_worth'] },
      // "exceeds $1,000,000"
      least: 1_000_001n,
    },
    {
      key: 'licence',
      kind: 'choice',
      text: 'Which licence?',
      when: { key: 'ground', is: ['licence'] },
      options: [
        { value: 'series_7', label: 'Series 7' },
        { value: 'series_65', label: 'Series 65' },
        { value: 'series_82', label: 'Series 82' },
      ],
    },
    {
      key: 'entity_assets',
      kind: 'amount',
      text: 'Total assets of the entity, US dollars',
      when: { key: 'ground', is: ['entity_assets'] },
      // "in excess of $5,000,000"
      least: 5_000_001n,
    },
    {
      key: 'founded_for_this',
      kind: 'yes_no',
      text: 'The entity was founded in order to buy what is offered here.',
      when: { key: 'ground', is: ['entity_assets'] },
      must: false,
    },
    {
      key: 'owners_accredited_by',
      kind: 'text',
      text: 'How each owner is accredited',
      when: { key: 'ground', is: ['all_owners'] },
      maxLength: 2000,
    },
  ],
};

const QUALIFIED: Questionnaire = {
  tier: 'qualified',
  version: 1,
  basis:
    'Qualified purchaser: section 2(a)(51) of the Investment Company Act, 15 U.S.C. 80a-2(a)(51)',
  questions: [
    RISK,
    {
      key: 'ground',
      kind: 'choice',
      text: 'What makes you a qualified purchaser?',
      options: [
        { value: 'own_investments', label: 'The investments I own', of: 'person' },
        { value: 'family_company', label: 'It is a family’s company', of: 'entity' },
        { value: 'for_others', label: 'It invests for itself and for others', of: 'entity' },
      ],
    },
    {
      key: 'investments',
      kind: 'amount',
      text: 'Investments owned, US dollars',
      when: { key: 'ground', is: ['own_investments', 'family_company'] },
      least: 5_000_000n,
    },
    {
      key: 'investments_discretionary',
      kind: 'amount',
      text: 'Investments owned or invested at its discretion, US dollars',
      when: { key: 'ground', is: ['for_others'] },
      least: 25_000_000n,
    },
    {
      key: 'founded_for_this',
      kind: 'yes_no',
      text: 'The entity was founded in order to buy what is offered here.',
      when: { key: 'ground', is: ['family_company', 'for_others'] },
      must: false,
    },
  ],
};

/** Every version there ever was, of each tier the oldest first: old answers stay readable. */
export const QUESTIONNAIRES: readonly Questionnaire[] = [RETAIL, ACCREDITED, QUALIFIED];

/** The version that is asked now. */
export function currentQuestionnaire(tier: Questionnaire['tier']): Questionnaire {
  const found = QUESTIONNAIRES.findLast((one) => one.tier === tier);
  if (!found) throw new RangeError(`no questionnaire for tier ${tier}`);
  return found;
}

/** A version by its number. @throws RangeError where there was none */
export function questionnaireOf(tier: Questionnaire['tier'], version: number): Questionnaire {
  const found = QUESTIONNAIRES.find((one) => one.tier === tier && one.version === version);
  if (!found) throw new RangeError(`tier ${tier} has no questionnaire version ${version}`);
  return found;
}
