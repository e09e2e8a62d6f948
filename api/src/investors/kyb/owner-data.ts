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
  JSON.parse(crypto.open(personalData, bound(id))) as ListedPerson;

export const sealPerson = (crypto: Crypto, id: string, person: ListedPerson): Buffer =>
  crypto.seal(JSON.stringify(person), bound(id));

const bound = (id: string) => `kyb_party:${id}`;
