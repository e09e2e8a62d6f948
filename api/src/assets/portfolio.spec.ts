import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseSecuritiesCsv, securitiesByCusip } from '@cadastre/core';
import fc from 'fast-check';
import type { Config } from '../platform/config.js';
import { WallClock } from '../platform/clock.js';
import { POSITIONS } from '../testing/builders.js';
import { checkPositions } from './portfolio.check.js';
import { readPositions } from './portfolio.csv.js';
import { TreasuryData } from './treasury-data.service.js';

const FILE = new URL(
  '../../../data/treasuries/treasury_auctions_2026-03_2026-04.csv',
  import.meta.url,
);
const securities = securitiesByCusip(parseSecuritiesCsv(readFileSync(FILE, 'utf8')));
const TODAY = '2026-04-15';
const good = { cusip: '912797UP0', faceCents: '10000000', costPricePer100: '98.81' };

const codes = (...positions: (typeof good)[]) =>
  checkPositions(positions, securities, TODAY).map(({ index, code }) => [index, code]);

describe('a position', () => {
  it('of a living bill or note is good', () => {
    expect(codes(good, ...POSITIONS.slice(1))).toEqual([]);
  });

  it.each([
    ['a wrong check digit', { cusip: '912797UP1' }, 'cusip_check_digit'],
    ['no CUSIP at all', { cusip: 'T-BILL' }, 'cusip_check_digit'],
    ['a CUSIP that was never auctioned here', { cusip: '037833100' }, 'cusip_unknown'],
    ['a bill past its maturity', { cusip: '912797TH0' }, 'security_matured'],
    ['a bill not yet issued', { cusip: '912797UK1' }, 'security_not_issued'],
    ['a floating-rate note', { cusip: '91282CPX3' }, 'security_floating'],
    ['an inflation-indexed note', { cusip: '91282CPU9' }, 'security_inflation_indexed'],
    ['a face of nothing', { faceCents: '0' }, 'face_not_holdable'],
    ['a face that is no multiple of 100 dollars', { faceCents: '10001' }, 'face_not_holdable'],
    ['a cost of nothing', { costPricePer100: '0' }, 'cost_not_positive'],
  ])('with %s is refused', (_what, change, code) => {
    expect(codes({ ...good, ...change })).toEqual([[0, code]]);
  });

  it('that stands twice is refused where it stands again', () => {
    expect(codes(good, { ...good, faceCents: '20000' })).toEqual([[1, 'cusip_duplicate']]);
  });

  it('is judged with all others at once', () => {
    expect(codes({ ...good, faceCents: '1' }, { ...good, cusip: 'X' }, good)).toEqual([
      [0, 'face_not_holdable'],
      [1, 'cusip_check_digit'],
      [2, 'cusip_duplicate'],
    ]);
  });
});

const HEADER = 'cusip,face_usd,cost_price_per100\n';
const problems = (text: string) =>
  readPositions(text).problems.map(({ line, code }) => [line, code]);

describe('a portfolio file', () => {
  it('becomes positions in cents and six decimals', () => {
    expect(
      readPositions(`${HEADER}912797UP0,100000,98.81\n912797TD9,250000.00,99.087472\n`),
    ).toEqual({
      positions: [
        { cusip: '912797UP0', faceCents: '10000000', costPricePer100: '98.810000' },
        { cusip: '912797TD9', faceCents: '25000000', costPricePer100: '99.087472' },
      ],
      problems: [],
    });
  });

  it.each([
    ['empty', '', [[1, 'csv_empty']]],
    ['with a header only', HEADER, [[1, 'csv_no_rows']]],
    [
      'cut off in its last line',
      `${HEADER}912797UP0,1000,98.8\n912797TD9,25`,
      [[3, 'csv_truncated']],
    ],
    [
      'with columns reordered',
      'cusip,cost_price_per100,face_usd\nX,1,2\n',
      [[1, 'csv_column_order']],
    ],
    ['with a column missing', 'cusip,face_usd\nX,1\n', [[1, 'csv_missing_column']]],
    [
      'with a column too many',
      `cusip,face_usd,cost_price_per100,note\nX,1,2,3\n`,
      [[1, 'csv_unknown_column']],
    ],
    ['with Windows line ends', `${HEADER.trim()}\r\n912797UP0,1000,98.8\r\n`, [[1, 'csv_crlf']]],
    ['with a byte order mark', `\ufeff${HEADER}912797UP0,1000,98.8\n`, [[1, 'csv_bom']]],
  ])('%s is refused as a whole', (_what, text, expected) => {
    expect(problems(text)).toEqual(expected);
  });

  it('cut off anywhere inside a line is never taken over in part', () => {
    const text = `${HEADER}912797UP0,100000.00,98.81\n912797TD9,250000,99.087472\n`;
    fc.assert(
      fc.property(fc.integer({ min: 0, max: text.length - 1 }), (length) => {
        const cut = text.slice(0, length);
        fc.pre(!cut.endsWith('\n'));
        const read = readPositions(cut);
        expect(read.positions).toEqual([]);
        expect(read.problems.map(({ code }) => code)).toEqual([
          length === 0 ? 'csv_empty' : 'csv_truncated',
        ]);
      }),
    );
  });

  it('names every bad line, not only the first', () => {
    const rows = [
      '912797UP0,1000,98.81',
      '912797TD9,1e3,99.1',
      '912797UG0,1000',
      '912797SN8,"1,000",99.5',
      '912797UD7,-5,99.5',
      '912797UQ8,NaN,99.5',
      '912797TJ6,10.001,99.5',
      '912797TE7,1000,99.1234567',
      `912797UH8,${'9'.repeat(80)},99`,
      '"912797SP3,1000,99',
    ];
    expect(problems(`${HEADER}${rows.join('\n')}\n`)).toEqual([
      [3, 'amount_exponent'],
      [4, 'csv_cell_count'],
      [5, 'amount_malformed'],
      [6, 'amount_negative'],
      [7, 'amount_not_finite'],
      [8, 'amount_too_many_decimals'],
      [9, 'amount_too_many_decimals'],
      [10, 'amount_too_large'],
      [11, 'csv_quote'],
    ]);
    expect(readPositions(`${HEADER}${rows.join('\n')}\n`).problems[1]?.detail).toMatch(
      /^Line 4 has 2/,
    );
  });
});

describe('the securities a fund may hold', () => {
  const DATA_DIR = new URL('../../../data', import.meta.url).pathname;
  const known = (production: boolean) =>
    new TreasuryData({ env: { DATA_DIR }, production } as Config, new WallClock()).securities;

  it('are the official ones, and samples in a demonstration only', () => {
    const [official, sample] = ['912797UP0', '9999SB018'];
    expect([official, sample].map((cusip) => known(false).has(cusip))).toEqual([true, true]);
    expect([official, sample].map((cusip) => known(true).has(cusip))).toEqual([true, false]);
  });
});
