import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { birthDatesOf, compareBirth } from './birth-dates.js';
import { readAddresses, readAlt, readSdn } from './list-format.js';
import { HIT_THRESHOLD, Matcher } from './matcher.js';
import { normaliseName, tokensOf } from './normalise.js';
import { partiesOf, partyHash } from './parties.js';

const ABBAS =
  '2674,"ABBAS, Abu","individual","SDGT","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 10 Dec 1948; a.k.a. \'ZAYDAN THE LION\'."';
const ANGLO = '173,"ANGLO-CARIBBEAN CO., LTD.",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ';
const ALIAS = '2674,57,"aka","ZAYDAN, Muhammad Abbas",-0- ';
const bytes = (...lines: string[]) => Buffer.from(`${lines.join('\r\n')}\r\n\u001a`);
const matcher = () => new Matcher(partiesOf(readSdn(bytes(ABBAS, ANGLO)), readAlt(bytes(ALIAS))));

describe('a normalised name', () => {
  it.each([
    ['Müller, Jürgen', 'MULLER JURGEN'],
    ["O'Neil  Seán", 'ONEIL SEAN'],
    ['Straße & Söhne GmbH.', 'STRASSE SOHNE GMBH'],
    ['Işık İnan', 'ISIK INAN'],
    ['Łukasz Øst', 'LUKASZ OST'],
    ['ﬁnance', 'FINANCE'],
    ['Рамзан Кадыров', 'RAMZAN KADYROV'],
    ['صدام حسين', 'SDM HSYN'],
    ['الأسد', 'AL SD'],
    ['김영철', 'GIM YEONG CHEOL'],
    ['Μπασάρ', 'BASAR'],
    ['—', ''],
  ])('%s is %s', (written, normal) => {
    expect(normaliseName(written)).toBe(normal);
  });

  it('is its own normal form, whatever was written', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 6 }), (words) => {
        const normal = normaliseName(words.join(' '));
        expect(normaliseName(normal)).toBe(normal);
        expect(normal).toMatch(/^[A-Z0-9 ]*$/);
      }),
      { numRuns: 3000 },
    );
  });

  it('writes particles in one way', () => {
    expect(tokensOf('Usama ben Laden')).toEqual(tokensOf('USAMA BIN LADEN'));
    expect(tokensOf('Abdul-Rahman el Sayed')).toEqual(tokensOf("'ABD AL-RAHMAN AL-SAYED"));
  });
});

describe('an official file', () => {
  it("is read to the last field, with OFAC's mark for nothing and its end-of-file mark", () => {
    expect(readSdn(bytes(ABBAS, ANGLO))).toMatchObject([
      { entryNumber: '2674', name: 'ABBAS, Abu', type: 'individual', program: 'SDGT' },
      { entryNumber: '173', type: 'entity', title: '', remarks: '' },
    ]);
    expect(readAlt(bytes(ALIAS))).toEqual([
      {
        entryNumber: '2674',
        aliasNumber: '57',
        kind: 'aka',
        name: 'ZAYDAN, Muhammad Abbas',
        remarks: '',
      },
    ]);
  });

  it.each([
    ['a field lost', () => readSdn(bytes(ABBAS, ANGLO.replace(',"CUBA"', ''))), 2, 'Remarks'],
    ['a field too many', () => readSdn(bytes(`${ANGLO},x`)), 1, 'Remarks'],
    ['no number', () => readSdn(bytes(ANGLO.replace('173', 'ent_num'))), 1, 'ent_num'],
    ['a number twice', () => readSdn(bytes(ANGLO, ANGLO)), 2, 'ent_num'],
    ['no name', () => readSdn(bytes(ANGLO.replace(/"ANGLO[^"]*"/, '-0- '))), 1, 'SDN_Name'],
    ['another type', () => readSdn(bytes(ABBAS.replace('individual', 'person'))), 1, 'SDN_Type'],
    ['an open quote', () => readSdn(Buffer.from(`${ABBAS}\n173,"ANGLO`)), 2, 'row'],
    ['other letters', () => readSdn(Buffer.from([0x31, 0x2c, 0xff])), 1, 'row'],
    ['nobody', () => readSdn(Buffer.from('\u001a')), 1, 'row'],
    ['an alias of no kind', () => readAlt(bytes(ALIAS.replace('aka', 'nick'))), 1, 'alt_type'],
    ['an alias twice', () => readAlt(bytes(ALIAS, ALIAS)), 2, 'alt_num'],
    ['half an address', () => readAddresses(Buffer.from('0x12\n')), 1, 'address'],
    [
      'another coin',
      () =>
        readAddresses(
          Buffer.from(`address,sdn_name,sdn_programs,asset\n0x${'1'.repeat(40)},X,Y,XBT\n`),
        ),
      2,
      'asset',
    ],
    [
      'another header',
      () => readAddresses(Buffer.from(`address,name,b,c\n0x${'1'.repeat(40)},X,Y,ETH\n`)),
      1,
      'header',
    ],
  ])('with %s is refused by row and column', (_, read, row, column) => {
    let thrown: unknown;
    try {
      read();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ code: 'list_malformed', extra: { row, column } });
  });

  it('of addresses is read in both published forms', () => {
    const one = `0x${'aB'.repeat(20)}`;
    const lower = one.toLowerCase();
    expect(readAddresses(Buffer.from(`${one}\n\n`))).toEqual([{ address: lower, name: '' }]);
    const table = `address,sdn_name,sdn_programs,asset\n${one},"Group, The",DPRK3,ETH\n`;
    expect(readAddresses(Buffer.from(table))).toEqual([{ address: lower, name: 'Group, The' }]);
  });
});

describe('dates of birth', () => {
  it.each([
    ['DOB 10 Dec 1948; POB Haifa.', '1948-12-10', '1948-12-10'],
    ['DOB 1936.', '1936-01-01', '1936-12-31'],
    ['DOB Dec 1948;', '1948-12-01', '1948-12-31'],
    ['DOB circa 1960.', '1958-01-01', '1962-12-31'],
    ['DOB 1962 to 1964;', '1962-01-01', '1964-12-31'],
    ['DOB 01 Jan 1962 to 31 Dec 1963;', '1962-01-01', '1963-12-31'],
  ])('%s is a span', (remarks, from, to) => {
    expect(birthDatesOf(remarks)).toMatchObject([{ from, to }]);
  });

  it('that cannot be read clear nobody', () => {
    expect(birthDatesOf('DOB unknown; POB Haifa.')).toEqual([]);
    expect(compareBirth('1990-01-01', [])).toEqual({ verdict: 'unknown', listed: null });
  });

  it.each([
    ['1948-12-10', 'same'],
    ['1950-01-01', 'near'],
    ['1951-01-01', 'different'],
  ])('%s beside 10 Dec 1948 is %s', (subject, verdict) => {
    const listed = birthDatesOf('DOB 10 Dec 1948.');
    expect(compareBirth(subject, listed)).toEqual({ verdict, listed: '10 Dec 1948' });
  });
});

describe('a match', () => {
  it('says which alias, which words met and what was added or taken', () => {
    const [match] = matcher().match({
      name: 'Mohamed Abas Zaydan',
      kind: 'person',
      dateOfBirth: '1948-12-10',
    });
    expect(match).toMatchObject({
      party: { entryNumber: '2674', name: 'ABBAS, Abu' },
      alias: { name: 'ZAYDAN, Muhammad Abbas', strength: 'strong' },
      date: { verdict: 'same', listed: '10 Dec 1948', adjustment: 50 },
      weakAdjustment: 0,
      kindAdjustment: 0,
    });
    expect(match?.names.pairs).toEqual(
      expect.arrayContaining([
        { subject: 'ZAYDAN', listed: 'ZAYDAN', similarity: 1000, how: 'equal' },
        { subject: 'ABAS', listed: 'ABBAS', similarity: 890, how: 'spelling' },
        { subject: 'MOHAMED', listed: 'MUHAMMAD', similarity: 880, how: 'sound' },
      ]),
    );
    expect(match?.score).toBe((match?.names.score ?? 0) + 50);
  });

  it('with another date of birth scores less, and in full is still a hit', () => {
    const score = (dateOfBirth?: string) =>
      matcher().match({ name: 'Zaydan Muhammad Abbas', dateOfBirth })[0]?.score;
    expect([score('1948-12-10'), score(), score('1990-01-01')]).toEqual([1000, 1000, 900]);
  });

  it('with a weak alias scores nine tenths', () => {
    const [match] = matcher().match({ name: 'Zaydan the Lion' });
    expect(match).toMatchObject({ alias: { strength: 'weak' }, score: 900, weakAdjustment: -100 });
    expect(matcher().match({ name: 'Zaidam the Lion' })).toEqual([]);
  });

  it('of a person with a company scores less', () => {
    const score = (kind: 'person' | 'entity') =>
      matcher().match({ name: 'Co., Ltd. Anglo-Caribbean', kind })[0]?.score;
    expect([score('entity'), score('person')]).toEqual([1000, 950]);
  });

  it('is none by part of a name, by legal form, or by no name', () => {
    for (const name of ['CARIBBEAN', 'Other Co., Ltd.', '', '—', 'Ada Example']) {
      expect(matcher().match({ name })).toEqual([]);
    }
    expect(HIT_THRESHOLD).toBe(800);
  });

  it('is of another entry when the lists say another thing of it', () => {
    const [before] = partiesOf(readSdn(bytes(ABBAS)), []);
    const [renamed] = partiesOf(readSdn(bytes(ABBAS)), readAlt(bytes(ALIAS)));
    const [redated] = partiesOf(readSdn(bytes(ABBAS.replace('1948', '1949'))), []);
    if (!before || !renamed || !redated) throw new Error('nobody is listed');
    expect(new Set([before, renamed, redated].map(partyHash)).size).toBe(3);
    expect(partyHash(before)).toBe(partyHash({ ...before }));
  });
});
