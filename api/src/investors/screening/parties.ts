import { canonicalHash } from '@cadastre/core';
import { birthDatesOf, type DateRange } from './birth-dates.js';
import type { AltRow, ListSource, SdnRow } from './list-format.js';

/** How much a listed name says: OFAC puts aliases too broad to stand alone into the remarks. */
export type NameStrength = 'primary' | 'strong' | 'weak';

export interface PartyName {
  name: string;
  strength: NameStrength;
  source: ListSource;
}

/** Somebody on the lists, with all names and dates they give. */
export interface Party {
  /** OFAC's number of the entry, the same in all its files. */
  entryNumber: string;
  /** The primary name; where the main file lacks the entry, the first alias. */
  name: string;
  /** null where only the file of aliases has the entry. */
  type: SdnRow['type'] | null;
  program: string;
  title: string;
  remarks: string;
  birthDates: DateRange[];
  names: PartyName[];
}

const WEAK_ALIAS = /\b[an]\.k\.a\. ['"]{1,2}([^'";]+(?:'[^'";]+)*)['"]{1,2}/g;

/** Joins the rows of both files by the number of the entry, in the order of the numbers' first mention. */
export function partiesOf(sdn: readonly SdnRow[], alt: readonly AltRow[]): Party[] {
  const aliases = new Map<string, AltRow[]>();
  for (const row of alt) {
    const known = aliases.get(row.entryNumber);
    if (known) known.push(row);
    else aliases.set(row.entryNumber, [row]);
  }
  const parties = sdn.map((row) => party(row.entryNumber, row, aliases.get(row.entryNumber) ?? []));
  const main = new Set(sdn.map((row) => row.entryNumber));
  for (const [entryNumber, rows] of aliases) {
    if (!main.has(entryNumber)) parties.push(party(entryNumber, null, rows));
  }
  return parties;
}

function party(entryNumber: string, row: SdnRow | null, aliases: readonly AltRow[]): Party {
  const names: PartyName[] = row
    ? [{ name: row.name, strength: 'primary', source: 'ofac.sdn' }]
    : [];
  for (const { name } of aliases) names.push({ name, strength: 'strong', source: 'ofac.alt' });
  for (const [, name = ''] of row?.remarks.matchAll(WEAK_ALIAS) ?? []) {
    names.push({ name, strength: 'weak', source: 'ofac.sdn' });
  }
  const remarks = row?.remarks ?? '';
  return {
    entryNumber,
    name: names[0]?.name ?? '',
    type: row?.type ?? null,
    program: row?.program ?? '',
    title: row?.title ?? '',
    remarks,
    birthDates: birthDatesOf(remarks),
    names,
  };
}

/** SHA-256, hex, over all that the lists say of a party: another hash is to be looked at again. */
export function partyHash({ birthDates, names, ...facts }: Party): string {
  return canonicalHash({ ...facts, names: names.map(({ name, strength }) => [name, strength]) });
}
