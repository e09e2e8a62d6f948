import { describe, expect, it } from '@jest/globals';
import { readData } from '../testing/files.js';
import {
  bondMarketClosings,
  easterSunday,
  isBondMarketDay,
  nextBondMarketDay,
  previousBondMarketDay,
} from './bond-market.js';
import { addDays, type IsoDate } from './dates.js';

/** The days for which the Treasury published its par yield curve. */
function curveDays(file: string): Set<IsoDate> {
  const lines = readData(`treasuries/${file}`).trim().split('\n').slice(1);
  const dates = lines.map((line) => line.slice(0, 10));
  const american = (text: string) =>
    text.replace(
      /^(\d\d)\/(\d\d)\/(\d{4})$/,
      (_all, month, day, year) => `${year}-${month}-${day}`,
    );
  return new Set(dates.map(american));
}

describe('the bond market', () => {
  it.each([
    ['par_yield_curve_2023.csv', '2023-01-01', '2023-12-31'],
    ['par_yield_curve_2024.csv', '2024-01-01', '2024-12-31'],
    ['cmt_6tenor_2025-07-15_2026-08-19.csv', '2025-07-15', '2026-08-19'],
  ])('trades on exactly the days of the official curve in %s', (file, first, last) => {
    const published = curveDays(file);
    for (let day = first; day <= last; day = addDays(day, 1)) {
      expect(`${day} ${isBondMarketDay(day)}`).toBe(`${day} ${published.has(day)}`);
    }
  });

  it('closes on Good Friday unless the jobs report comes out on it', () => {
    expect(bondMarketClosings(2024)).toContain('2024-03-29');
    expect(bondMarketClosings(2025)).toContain('2025-04-18');
    for (const friday of ['2021-04-02', '2023-04-07', '2026-04-03']) {
      expect(isBondMarketDay(friday)).toBe(true);
    }
  });

  it('keeps the Friday before a Saturday holiday but for New Year and Veterans Day', () => {
    expect(isBondMarketDay('2026-07-03')).toBe(false);
    expect(isBondMarketDay('2021-12-24')).toBe(false);
    expect(isBondMarketDay('2021-12-31')).toBe(true);
    expect(isBondMarketDay('2023-11-10')).toBe(true);
  });

  it('is followed from one trading day to the next', () => {
    expect(nextBondMarketDay('2024-03-28')).toBe('2024-04-01');
    expect(previousBondMarketDay('2024-04-01')).toBe('2024-03-28');
    expect(nextBondMarketDay('2021-12-30')).toBe('2021-12-31');
  });
});

describe('Easter', () => {
  it.each([
    [1961, '1961-04-02'],
    [2000, '2000-04-23'],
    [2024, '2024-03-31'],
    [2025, '2025-04-20'],
    [2026, '2026-04-05'],
    [2038, '2038-04-25'],
  ])('of %i is on %s', (year, date) => {
    expect(easterSunday(year)).toBe(date);
  });
});
