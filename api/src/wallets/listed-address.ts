import type { Screening } from '../investors/screening/screening.service.js';
import type { ListVersion } from '../investors/screening/screening.schema.js';
import { Refused } from '../platform/problem.js';

/**
 * @param opening whether the wallet comes in or is let free by it: then on fresh lists only
 * @returns the edition it was compared with, for the record of a clean result
 * @throws Refused `sanctioned_address` where the list in force carries the address, `sanctions_list_outdated`
 */
export async function refuseListed(
  screening: Screening,
  address: string,
  options: { opening?: boolean } = {},
): Promise<ListVersion> {
  const { list, listedAs } = await screening.screenAddress(address, options);
  if (listedAs === null) return list;
  throw new Refused(
    'sanctioned_address',
    `The address stands on ${list.name} of ${list.asOf}: it can neither be proven nor registered. Report the match.`,
    { lists: [{ file: list.file, asOf: list.asOf, name: listedAs }] },
  );
}
