import { type Message, say } from './i18n.ts';

/** Words that come as codes or in English and that people read: kinds, papers, decisions. */
const TERMS: readonly Message[] = [
  'Treasury',
  'Real estate',
  'Commodity',
  'Income',
  'Rent',
  'Coupon',
  'Identity',
  'Proof of address',
  'Accreditation letter',
  'Source of funds',
  'Company register',
  'Prospectus',
  'Legal opinion',
  'Custody agreement',
  'Custodian statement',
  'Administration agreement',
  'Valuation policy',
  'Ownership chart',
  'Audited accounts',
  'Title report',
  'Lien search',
  'Appraisal report',
  'Environmental report',
  'Property condition report',
  'Rent roll',
  'Insurance certificate',
  'Bar list',
  'Inspection report',
  'Provenance declaration',
  'Other',
  'Retail',
  'Accredited',
  'Qualified',
  'Person',
  'Entity',
  'For',
  'Against',
  'Abstain',
  'Approve',
  'Reject',
  'Request information',
  // Why core takes no amount.
  'Write an amount.',
  'Write the number out: an exponent is not taken.',
  'The amount cannot be negative.',
  'Write digits only, such as 1234.56.',
  'The thousands are not in groups of three: write 1234.56.',
  'Whole numbers only.',
  'The amount is too large.',
  // What a wallet is asked to sign.
  'Let the queue take the shares',
  'Request the redemption',
  'Redeem at once',
  'Fetch the shares',
  'Claim the payment',
  'Let the vault take the tokens',
  'Request the bar',
  'Cancel the request',
  'Take the tokens back',
  'Let the board move the tokens',
  'Let the board move the payment',
  'Take the order',
  'Cancel the order',
  // Who is who in the demonstration.
  'manages the treasury fund',
  'holds shares of the treasury fund',
  'bought shares and received some',
  'reviews people and papers',
  'decides on assets, tokens and mints',
  'pulls the proof of reserve',
  'runs the platform',
  'waits for the KYC review',
  'was refused by compliance',
  'manages the allocated gold',
  'manages the building and the rental',
  'leaves the fund by its queue',
  'paid for shares and gold',
  'has a bar on the way',
];

const known = new Set<string>(TERMS);

/** Makes more codes known as words, for a part of the counter that is loaded later. */
export function addTerms(terms: readonly string[]): void {
  terms.forEach((term) => known.add(term));
}

/** A word in the person's language; as it is where no catalogue knows it. */
export const termOf = (english: string): string => (known.has(english) ? say(english) : english);
