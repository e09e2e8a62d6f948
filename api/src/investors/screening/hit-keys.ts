import type { Crypto } from '../../platform/crypto.js';

/** Keyed, and different for each organisation: the database alone tells nobody's entry. */
export const blindOf = (crypto: Crypto, organisationId: string, text: string): Buffer =>
  crypto.blindIndex(`screening:${organisationId}:${text}`);

/** What a hit's detail is bound to. */
export const boundToHit = (hitId: string): string => `screening_hit:${hitId}`;
