import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Config, type Environment } from '../../platform/config.js';
import { normaliseName, tokenSetKey } from './normalise.js';
import { readSanctionsLists } from './sanctions-lists.js';
import { Screening } from './screening.service.js';

const DATA_DIR = new URL('../../../../data', import.meta.url).pathname;
const screening = new Screening(new Config({ DATA_DIR } as Environment));

describe('a normalised name', () => {
  it.each([
    ['Müller, Jürgen', 'MULLER JURGEN'],
    ["O'Neil  Seán", 'ONEIL SEAN'],
    ['Straße & Söhne GmbH.', 'STRASSE SOHNE GMBH'],
    ['GROẞMANN', 'GROSSMANN'],
    ['Işık İnan', 'ISIK INAN'],
    ['Łukasz Øst', 'LUKASZ OST'],
    ['ﬁnance', 'FINANCE'],
    ['  AL-ZAWAHIRI,   Dr. Ayman ', 'AL ZAWAHIRI DR AYMAN'],
    ['—', ''],
  ])('%s is %s', (written, normal) => {
    expect(normaliseName(written)).toBe(normal);
  });

  it('is its own normal form, and its key does not depend on order, case or spacing', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }), (words) => {
        const normal = normaliseName(words.join(' '));
        expect(normaliseName(normal)).toBe(normal);
        const tokens = normal.split(' ');
        const shuffled = [...tokens].reverse().join(',  ').toLowerCase();
        expect(tokenSetKey(shuffled)).toBe(tokenSetKey(normal));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('screening', () => {
  it('reads every row of the official files and names their bytes', () => {
    const { names, addresses } = readSanctionsLists(`${DATA_DIR}/sanctions`);
    expect(names.map((list) => [list.version.file, list.version.entries])).toEqual([
      ['ofac_alt_2021-07_subset.csv', 4773],
      ['ofac_alt_2025-12.csv', 20107],
      ['ofac_sdn_2021-07_subset.csv', 3443],
    ]);
    expect(addresses.map((list) => list.version.entries)).toEqual([152, 120]);
    expect(names[0]?.version.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('finds every listed name as written and with its words reversed', () => {
    const listed = readSanctionsLists(`${DATA_DIR}/sanctions`).names.flatMap((list) => list.names);
    for (const { name } of listed) {
      if (normaliseName(name) === '') continue;
      expect(screening.screenName(name).hits.length).toBeGreaterThan(0);
      const reversed = normaliseName(name).split(' ').reverse().join(' ');
      expect(screening.screenName(reversed).hits.length).toBeGreaterThan(0);
    }
  });

  it('says which list, which edition and how the names met', () => {
    const { hits, lists } = screening.screenName('caribbean anglo co ltd');
    expect(lists.map((list) => list.asOf)).toEqual(['2021-07', '2025-12', '2021-07']);
    expect(hits).toMatchObject([
      {
        list: 'ofac_sdn_2021-07_subset.csv',
        entryNumber: '173',
        name: 'ANGLO-CARIBBEAN CO., LTD.',
        type: 'entity',
        program: 'CUBA',
        match: 'word_order',
      },
    ]);
  });

  it('finds nobody by part of a name, or by none', () => {
    expect(screening.screenName('CARIBBEAN').hits).toEqual([]);
    expect(screening.screenName('').hits).toEqual([]);
    expect(screening.screenName('Ada Example').hits).toEqual([]);
  });

  it('an address counts while the newest edition carries it', () => {
    // Listed in both editions; in the older one only (delisted in March 2025).
    expect(screening.screenAddress('0x0330070FD38EC3BB94F58FA55D40368271E9E54A')).toHaveLength(1);
    expect(screening.screenAddress('0xd90e2f925DA726b50C4Ed8D0Fb90Ad053324F31b')).toEqual([]);
  });

  it('refuses to start without lists', () => {
    expect(() => readSanctionsLists(`${DATA_DIR}/iso`)).toThrow('no OFAC name list');
  });
});
