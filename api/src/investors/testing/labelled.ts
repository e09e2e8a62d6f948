import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readAlt, readSdn } from '../screening/list-format.js';
import { type Party, partiesOf, type PartyName } from '../screening/parties.js';
import { tokensOf } from '../screening/normalise.js';

/** A listed name as somebody else would write it, and who it must lead to. */
export interface LabelledName {
  written: string;
  entryNumber: string;
  listed: string;
  /** What was done to it. */
  how: string;
}

const folder = new URL('../../../../data', import.meta.url).pathname;

/** The parties of the editions that are in force by default. */
export function listedParties(): Party[] {
  const read = (file: string) => readFileSync(join(folder, 'sanctions', file));
  return partiesOf(
    readSdn(read('ofac_sdn_2021-07_subset.csv')),
    readAlt(read('ofac_alt_2025-12.csv')),
  );
}

/** Uniform numbers from a seed (mulberry32): the same set on every machine. */
export function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** One slip in one word of four letters or more: a letter lost, doubled, wrong, or two swapped. */
function withTypo(tokens: string[], random: (below: number) => number): string[] {
  const long = tokens.flatMap((token, i) => (token.length >= 4 ? [i] : []));
  const at = long[random(long.length)];
  if (at === undefined) return tokens;
  return tokens.map((token, i) => (i === at ? slip(token, random) : token));
}

function slip(token: string, random: (below: number) => number): string {
  const at = 1 + random(token.length - 2);
  const letters = Array.from(token);
  const letter = letters[at] ?? '';
  switch (random(4)) {
    case 0:
      letters.splice(at, 1);
      break;
    case 1:
      letters.splice(at, 0, letter);
      break;
    case 2:
      letters[at] = LETTERS[random(LETTERS.length)] ?? letter;
      break;
    default:
      letters.splice(at, 2, letters[at + 1] ?? '', letter);
  }
  return letters.join('');
}

function shuffled(tokens: string[], random: (below: number) => number): string[] {
  const rest = [...tokens];
  const out: string[] = [];
  while (rest.length > 0) out.push(...rest.splice(random(rest.length), 1));
  return out;
}

/** Vowels and consonants as other schools of romanisation write them. */
const OTHER_ROMANISATION: readonly (readonly [RegExp, string])[] = [
  [/OU/g, 'U'],
  [/EE/g, 'I'],
  [/KH/g, 'H'],
  [/Q/g, 'K'],
  [/YEV\b/g, 'EV'],
  [/IY\b/g, 'Y'],
  [/MUHAMMAD/g, 'MOHAMED'],
  [/AHMAD/g, 'AHMED'],
  [/HUSAYN/g, 'HUSSEIN'],
  [/\bAL (?=[A-Z])/g, 'EL '],
  [/ABD AL /g, 'ABDUL '],
  [/YUSUF/g, 'YOUSSEF'],
  [/SULAYMAN/g, 'SULEIMAN'],
];

function romanisedAnew(tokens: string[]): string[] {
  let text = tokens.join(' ');
  for (const [from, to] of OTHER_ROMANISATION) text = text.replace(from, to);
  return text.split(' ');
}

/** The strong names of parties that are long enough to be misspelt: two words, eight letters. */
const eligible = (parties: readonly Party[]): { party: Party; alias: PartyName }[] =>
  parties.flatMap((party) =>
    party.names.flatMap((alias) => {
      const tokens = tokensOf(alias.name);
      const fits = tokens.length >= 2 && tokens.join('').length >= 8;
      return alias.strength !== 'weak' && fits ? [{ party, alias }] : [];
    }),
  );

const WAYS: Readonly<
  Record<string, (tokens: string[], random: (below: number) => number) => string[]>
> = {
  typo: withTypo,
  'a typo in two words': (tokens, random) => {
    const [one, other] = [withTypo(tokens, random), withTypo(tokens, random)];
    return one.map((token, i) => (token === tokens[i] ? (other[i] ?? token) : token));
  },
  reordered: shuffled,
  'reordered, typo': (tokens, random) => withTypo(shuffled(tokens, random), random),
  'romanised anew': (tokens) => romanisedAnew(tokens),
  'romanised anew, reordered': (tokens, random) => shuffled(romanisedAnew(tokens), random),
};

/** `count` listed names, each spoilt in one of the ways in turn. */
export function spoiltNames(
  parties: readonly Party[],
  seed: number,
  count: number,
): LabelledName[] {
  const random = randomOf(seed);
  const names = eligible(parties);
  const ways = Object.entries(WAYS);
  return Array.from({ length: count }, (_, i) => {
    const chosen = names[random(names.length)];
    const [how, spoil] = ways[i % ways.length] ?? [];
    if (!chosen || !how || !spoil) throw new Error('there are no names to spoil');
    return {
      written: spoil(tokensOf(chosen.alias.name), random).join(' '),
      entryNumber: chosen.party.entryNumber,
      listed: chosen.alias.name,
      how,
    };
  });
}

/** Real common given and family names of one country each, put together: people like any other. */
export function ordinaryNames(seed: number, count: number): string[] {
  const random = randomOf(seed);
  const byCountry = new Map<string, { given: string[]; family: string[] }>();
  const [, ...lines] = readFileSync(join(folder, 'names', 'common_names_by_country.csv'), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines) {
    const [country = '', kind = '', name = ''] = line.split(',');
    const names = byCountry.get(country) ?? { given: [], family: [] };
    if (kind === 'given') names.given.push(name);
    else names.family.push(name);
    byCountry.set(country, names);
  }
  const both = [...byCountry.values()].filter(
    ({ given, family }) => given.length > 0 && family.length > 0,
  );
  const found = new Set<string>();
  while (found.size < count) {
    const { given, family } = both[random(both.length)] ?? { given: [], family: [] };
    found.add(`${given[random(given.length)]} ${family[random(family.length)]}`);
  }
  return [...found];
}
