import { readFileSync } from 'node:fs';
import { Matcher, partiesOf, readAlt, readSdn } from '@cadastre/api/screening';
import { inRoot } from '../../scripts/lib/paths.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';

const NAMES = 10_000;
const WARM_UP = 500;
/** What an officer's click may take, in milliseconds. */
const LIMIT_MS = 20;

/** One name after the other against the lists, half of them ordinary and half listed. */
export function measureScreening(say: (message: string) => void): Promise<BenchResult> {
  const rows: Row[] = [];
  const add = (name: string, value: number, unit: string): void => {
    rows.push({ case: name, value: Math.round(value * 100) / 100, unit, system: 'Cadastre' });
    say(`${name}: ${rows.at(-1)?.value} ${unit}`);
  };
  const read = (file: string) => readFileSync(inRoot('data', 'sanctions', file));
  const begun = performance.now();
  const parties = partiesOf(readSdn(read('ofac_sdn_2021-07_subset.csv')), [
    ...readAlt(read('ofac_alt_2025-12.csv')),
    ...readAlt(read('ofac_alt_2021-07_subset.csv')),
  ]);
  const matcher = new Matcher(parties);
  add('index made from the files', performance.now() - begun, 'ms');
  add('listed names in the index', matcher.size, 'names');

  const listed = parties.flatMap((party) => party.names.map(({ name }) => name));
  const subjects = mixed(ordinaryNames(), listed.map(reversed));
  const taken = (name: string): { ms: number; found: number } => {
    const start = performance.now();
    const found = matcher.match({ name }).length;
    return { ms: performance.now() - start, found };
  };
  const times: number[] = [];
  const slow: string[] = [];
  let hits = 0;
  for (const [i, name] of subjects.entries()) {
    const { ms, found } = taken(name);
    if (i < WARM_UP) continue;
    times.push(ms);
    if (ms > LIMIT_MS) slow.push(name);
    if (found > 0) hits += 1;
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)] ?? 0;
  add('one name, median', at(0.5), 'ms');
  add('one name, 95th percentile', at(0.95), 'ms');
  add('one name, 99th percentile', at(0.99), 'ms');
  add('one name, longest', times.at(-1) ?? 0, 'ms');
  // What took long once, a pause of the collector in it or not; a name that is slow by itself is slow each time.
  add(`names over ${LIMIT_MS} ms`, slow.length, 'names');
  const again = slow.map((name) => Math.min(taken(name).ms, taken(name).ms, taken(name).ms));
  add('the longest of those, best of three more', Math.max(0, ...again), 'ms');
  add('names with a hit', (100 * hits) / times.length, '%');
  return Promise.resolve({
    rows,
    table: grid(rows.map((row) => [row.case, String(row.value), row.unit])),
    ...(at(0.99) > LIMIT_MS && {
      failure: `One name in a hundred takes more than ${LIMIT_MS} ms.`,
    }),
  });
}

/** The i-th given name of a country with its i-th family name, round and round. */
function ordinaryNames(): string[] {
  const names: Record<string, Record<string, string[]>> = {};
  const [, ...lines] = readFileSync(inRoot('data', 'names', 'common_names_by_country.csv'), 'utf8')
    .trim()
    .split('\n');
  for (const line of lines) {
    const [country = '', kind = '', name = ''] = line.split(',');
    ((names[country] ??= {})[kind] ??= []).push(name);
  }
  const countries = Object.values(names).filter(({ given, family }) => given && family);
  return Array.from({ length: NAMES / 2 }, (_, i) => {
    const { given = [], family = [] } = countries[i % countries.length] ?? {};
    const turn = Math.floor(i / countries.length);
    return `${given[turn % given.length]} ${family[(turn * 7) % family.length]}`;
  });
}

const reversed = (name: string): string =>
  name
    .split(/[\s,]+/)
    .reverse()
    .join(' ');

/** One of each in turn; of the longer list as many as of the shorter, evenly spread. */
function mixed(ordinary: string[], listed: string[]): string[] {
  const step = Math.floor(listed.length / ordinary.length);
  return ordinary.flatMap((name, i) => [name, listed[i * step] ?? name]);
}
