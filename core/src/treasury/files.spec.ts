import { describe, expect, it } from '@jest/globals';
import { codeOf, readData } from '../testing/files.js';
import { curveKnownAt, curveYield, mergeCurves, parseCurveCsv } from './curve.js';
import { parseSecuritiesCsv } from './securities.js';

const CURVE = readData('treasuries/cmt_6tenor_2025-07-15_2026-08-19.csv');
const OFFICIAL = readData('treasuries/par_yield_curve_2025.csv');
const MASTER = readData('treasuries/treasury_auctions_2026-03_2026-04.csv');

/** The text with one line replaced. */
function withLine(text: string, line: number, change: (old: string) => string): string {
  const lines = text.split('\n');
  lines[line - 1] = change(lines[line - 1] ?? '');
  return lines.join('\n');
}

function swapLines(text: string, a: number, b: number): string {
  const lines = text.split('\n');
  [lines[a - 1], lines[b - 1]] = [lines[b - 1] ?? '', lines[a - 1] ?? ''];
  return lines.join('\n');
}

describe('curve files', () => {
  it('reads the official layouts and the six-tenor history into one', () => {
    const files = ['par_yield_curve_2023', 'par_yield_curve_2024', 'par_yield_curve_2025'].map(
      (name) => parseCurveCsv(readData(`treasuries/${name}.csv`)),
    );
    expect(files.map((file) => file.length)).toEqual([250, 250, 131]);
    const all = mergeCurves([...files, parseCurveCsv(CURVE)]);
    expect(all).toHaveLength(250 + 250 + 131 + 276);
    expect(all.every((curve, i) => i === 0 || (all[i - 1]?.date ?? '') < curve.date)).toBe(true);
  });

  it('leaves out tenors that were not published that day', () => {
    const first = parseCurveCsv(OFFICIAL)[0];
    expect(first?.date).toBe('2025-01-02');
    expect(first?.points.map((p) => p.tenor)).not.toContain('1.5 Month');
  });

  it('knows the newest curve whose close in New York has passed', () => {
    const curves = parseCurveCsv(CURVE);
    const at = (iso: string) => curveKnownAt(curves, Date.parse(iso) / 1000)?.date;
    expect(at('2026-04-15T20:00:00Z')).toBe('2026-04-15');
    expect(at('2026-04-15T19:59:59Z')).toBe('2026-04-14');
    expect(at('2026-04-19T12:00:00Z')).toBe('2026-04-17');
    expect(at('2020-01-01T00:00:00Z')).toBeUndefined();
  });

  it('interpolates by days and stays flat at both ends', () => {
    const curve = parseCurveCsv(CURVE).find((c) => c.date === '2026-04-15');
    if (!curve) throw new Error('the curve of 2026-04-15 is in the file');
    expect(curveYield(curve, '2026-04-20')).toBe(37_100_000n);
    expect(curveYield(curve, '2026-07-15')).toBe(37_100_000n);
    expect(curveYield(curve, '2027-04-15')).toBe(37_000_000n);
    expect(curveYield(curve, '2026-11-29')).toBe(37_050_000n);
    expect(curveYield(curve, '2060-01-01')).toBe(48_900_000n);
    expect(codeOf(() => curveYield(curve, '2026-04-15'))).toBe('maturity_before_curve');
  });

  it.each([
    ['an empty file', '', 'csv_empty'],
    ['a byte order mark', `\ufeff${CURVE}`, 'csv_bom'],
    ['CR LF line ends', CURVE.replaceAll('\n', '\r\n'), 'csv_crlf'],
    ['a file cut in a row', CURVE.slice(0, -3), 'csv_truncated'],
    ['a file cut in a row, line end added', `${CURVE.slice(0, -8)}\n`, 'csv_cell_count'],
    ['a header alone', `${CURVE.split('\n')[0]}\n`, 'csv_no_rows'],
    ['an HTML page', '<!doctype html>\n<html></html>\n', 'csv_unknown_column'],
    [
      'columns in another order',
      withLine(CURVE, 1, (h) => h.replace('"3 Mo","1 Yr"', '"1 Yr","3 Mo"')),
      'csv_column_order',
    ],
    [
      'an unknown column',
      withLine(CURVE, 1, (h) => h.replace('"3 Mo"', '"3 Months"')),
      'csv_unknown_column',
    ],
    [
      'a missing column',
      withLine(CURVE, 1, (h) => h.replace(',"30 Yr"', '')),
      'csv_missing_column',
    ],
    [
      'a column twice',
      withLine(CURVE, 1, (h) => h.replace('"1 Yr"', '"3 Mo"')),
      'csv_duplicate_column',
    ],
    ['an open quote', withLine(CURVE, 5, (l) => `"${l}`), 'csv_quote'],
    ['a row twice', withLine(CURVE, 5, (l) => `${l}\n${l}`), 'curve_duplicate_row'],
    ['rows in another order', swapLines(CURVE, 5, 6), 'curve_row_order'],
    [
      'a date that does not exist',
      withLine(CURVE, 5, (l) => l.replace(/^[0-9-]+/, '2025-07-32')),
      'curve_date',
    ],
    [
      'a yield that is not a number',
      withLine(CURVE, 5, (l) => l.replace(/,4\.[0-9]+/, ',NaN')),
      'curve_rate',
    ],
    [
      'a row without yields',
      withLine(CURVE, 5, (l) => `${l.slice(0, 10)},,,,,,`),
      'curve_empty_row',
    ],
    ['official rows oldest first', swapLines(OFFICIAL, 3, 4), 'curve_row_order'],
  ])('refuses %s', (_what, text, code) => {
    expect(codeOf(() => parseCurveCsv(text))).toBe(code);
  });

  it('says which line is wrong', () => {
    expect(() => parseCurveCsv(swapLines(CURVE, 5, 6))).toThrow(
      'Line 6 (2025-07-18) is out of order: this layout runs oldest first.',
    );
  });
});

describe('the securities master', () => {
  it('reads all 43 auctions', () => {
    const records = parseSecuritiesCsv(MASTER);
    expect(records).toHaveLength(43);
    const count = (type: string) => records.filter((s) => s.type === type).length;
    expect([count('bill'), count('note'), count('bond')]).toEqual([33, 8, 2]);
  });

  it.each([
    [
      'a wrong CUSIP check digit',
      (l: string) => l.replace('912797UP0', '912797UP1'),
      'security_check_digit',
    ],
    [
      'a wrong ISIN check digit',
      (l: string) => l.replace('US912797UP00', 'US912797UP01'),
      'security_check_digit',
    ],
    [
      'the ISIN of another security',
      (l: string) => l.replace('US912797UP00', 'US912797TH03'),
      'security_inconsistent',
    ],
    [
      'a price that the rate does not give',
      (l: string) => l.replace(',98.81,', ',98.82,'),
      'security_inconsistent',
    ],
    [
      'a term that the dates do not give',
      (l: string) => l.replace(',119,', ',118,'),
      'security_inconsistent',
    ],
    [
      'maturity before issue',
      (l: string) => l.replace('2026-07-14', '2026-03-01'),
      'security_inconsistent',
    ],
    ['an unknown type', (l: string) => l.replace(',Bill,', ',Gilt,'), 'security_cell'],
    ['a price in words', (l: string) => l.replace(',98.81,', ',high,'), 'security_cell'],
    [
      'a date written otherwise',
      (l: string) => l.replace('2026-07-14', '14.07.2026'),
      'security_cell',
    ],
    ['a missing cell', (l: string) => l.replace(',119,', ','), 'csv_cell_count'],
    ['a row twice', (l: string) => `${l}\n${l}`, 'security_duplicate_row'],
  ])('refuses %s', (_what, change, code) => {
    expect(codeOf(() => parseSecuritiesCsv(withLine(MASTER, 3, change)))).toBe(code);
  });

  it('refuses rows out of order and a cut file', () => {
    expect(codeOf(() => parseSecuritiesCsv(swapLines(MASTER, 2, 20)))).toBe('security_row_order');
    expect(codeOf(() => parseSecuritiesCsv(MASTER.slice(0, 5000)))).toBe('csv_truncated');
  });
});
