import { GOLD_ISSUER, HOMES_ISSUER } from './chapters/issuers.js';
import { SAMPLE_INVESTORS } from './chapters/sample-investors.js';
import type { Persona } from './demo.schema.js';
import { neighboursOf } from './neighbours.js';
import { addressOf, type Cast, type Investor, type Person } from './people.js';

/** Everybody one can sign in as once the opening is played. */
export function personasOf(cast: Cast): Persona[] {
  const { pending, refused } = neighboursOf();
  return [
    {
      ...person(cast.issuer, 'issuer', 'manages the treasury fund'),
      organisationName: cast.issuer.organisationName,
    },
    investor(cast.first, 'holds shares of the treasury fund'),
    investor(cast.second, 'bought shares and received some'),
    person(cast.reviewer, 'compliance', 'reviews people and papers'),
    person(cast.approver, 'compliance', 'decides on assets, tokens and mints'),
    person(cast.auditor, 'auditor', 'pulls the proof of reserve'),
    person(cast.operator, 'operator', 'runs the platform'),
    investor(pending, 'waits for the KYC review'),
    investor(refused, 'was refused by compliance'),
  ];
}

/** Who joins them in the later chapters. */
export function laterPersonas(): Persona[] {
  const [first, second, third] = SAMPLE_INVESTORS.filter(({ standing }) => standing === 'holder');
  return [
    {
      ...person(GOLD_ISSUER, 'issuer', 'manages the allocated gold'),
      organisationName: GOLD_ISSUER.organisationName,
    },
    {
      ...person(HOMES_ISSUER, 'issuer', 'manages the building and the rental'),
      organisationName: HOMES_ISSUER.organisationName,
    },
    ...(first ? [investor(first.investor, 'leaves the fund by its queue')] : []),
    ...(second ? [investor(second.investor, 'paid for shares and gold')] : []),
    ...(third ? [investor(third.investor, 'has a bar on the way')] : []),
  ];
}

function person({ name, email, password }: Person, role: Persona['role'], about: string): Persona {
  return { name, email, password, role, organisationName: 'Platform', about, wallet: null };
}

function investor(who: Investor, about: string): Persona {
  return {
    ...person(who, 'investor', about),
    organisationName: who.organisationName,
    wallet: { address: addressOf(who), privateKey: who.walletKey },
  };
}
