import type { Screening } from '../investors/screening/screening.service.js';
import { Refused } from '../platform/problem.js';

/** @throws Refused `sanctioned_address` where the list in force carries the address */
export async function refuseListed(screening: Screening, address: string): Promise<void> {
  const hits = await screening.screenAddress(address);
  if (hits.length === 0) return;
  throw new Refused(
    'sanctioned_address',
    `The address stands on ${hits.map((hit) => `${hit.list.name} of ${hit.list.asOf}`).join(' and ')}: it can neither be proven nor registered. Report the match.`,
    { lists: hits.map(({ list, name }) => ({ file: list.file, asOf: list.asOf, name })) },
  );
}
