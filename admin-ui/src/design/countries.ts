import csv from '../../../data/iso/iso3166-1.csv?raw';
import { countryName } from './format.ts';

export interface Country {
  alpha2: string;
  /** ISO 3166-1 numeric, as the chain's registry stores it. */
  numeric: number;
  name: string;
}

/** The official codes, with names in the person's language, sorted by name. */
export const COUNTRIES: readonly Country[] = read(csv).sort((a, b) => a.name.localeCompare(b.name));

const byNumeric = new Map(COUNTRIES.map((country) => [country.numeric, country]));

export const countryByNumeric = (numeric: number): string =>
  byNumeric.get(numeric)?.name ?? String(numeric);

function read(text: string): Country[] {
  const [head = '', ...lines] = text.trim().split(/\r?\n/);
  const columns = head.split(',');
  const alpha2At = columns.indexOf('alpha2');
  const numericAt = columns.indexOf('numeric');
  return lines.map((line) => {
    // Codes stand before the names, which may be quoted: a plain split is enough for them.
    const cells = line.split(',');
    const alpha2 = cells[alpha2At] ?? '';
    return { alpha2, numeric: Number(cells[numericAt]), name: countryName(alpha2) };
  });
}
