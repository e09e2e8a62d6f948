import type { Crypto } from '../../platform/crypto.js';
import type { KybParty } from './kyb.entity.js';

/** Who is compared with the lists: a person, or the organisation itself. */
export interface ListedPerson {
  kind: 'person' | 'entity';
  fullName: string;
  dateOfBirth?: string;
  /** ISO 3166-1 alpha-2. */
  country: string;
}

export const openPerson = (crypto: Crypto, { id, personalData }: KybParty): ListedPerson =>
  JSON.parse(crypto.open(personalData, boundToParty(id))) as ListedPerson;

export const sealPerson = (crypto: Crypto, id: string, person: ListedPerson): Buffer =>
  crypto.seal(JSON.stringify(person), boundToParty(id));

/** What a party's personal data are bound to. */
export const boundToParty = (id: string) => `kyb_party:${id}`;
