import type { Persona } from './demo.schema.js';
import { neighboursOf } from './neighbours.js';
import { addressOf, type Cast, type Investor, type Person } from './people.js';

/** Everybody one can sign in as in the demonstration. */
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
