import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from '../testing/files.js';
import { federalHolidays, isBusinessDay } from './business-days.js';
import {
  addDays,
  addMonths,
  addYears,
  calendarDate,
  dayOfWeek,
  daysBetween,
  fromDayNumber,
  isIsoDate,
  toDayNumber,
  utcDate,
} from './dates.js';
import { treasuryYearDays } from './day-count.js';
import { newYorkDate, newYorkTime } from './new-york.js';

const anyDay = () => fc.integer({ min: -200_000, max: 200_000 }).map(fromDayNumber);

describe('calendar dates', () => {
  it('agree with the platform calendar on every day number', () => {
    fc.assert(
      fc.property(anyDay(), (date) => {
        expect(new Date(toDayNumber(date) * 86_400_000).toISOString().slice(0, 10)).toBe(date);
        expect(new Date(`${date}T00:00:00Z`).getUTCDay()).toBe(dayOfWeek(date));
      }),
    );
  });

  it('are refused when there is no such day', () => {
    for (const text of ['2026-02-29', '2026-13-01', '2026-4-1', '20260401', '', null, 20260401]) {
      expect(codeOf(() => calendarDate(text))).toBe('date_malformed');
      expect(isIsoDate(text)).toBe(false);
    }
  });

  it('add months at month ends without spilling over', () => {
    expect(addMonths('2026-01-31', 1)).toBe('2026-02-28');
    expect(addMonths('2028-02-29', -12)).toBe('2027-02-28');
    expect(addMonths('2026-02-28', 1)).toBe('2026-03-28');
    expect(addMonths('2026-02-28', 1, true)).toBe('2026-03-31');
    expect(addYears('2024-02-29', 1)).toBe('2025-02-28');
  });

  it('count days both ways', () => {
    fc.assert(
      fc.property(anyDay(), fc.integer({ min: -9999, max: 9999 }), (date, n) => {
        expect(daysBetween(date, addDays(date, n))).toBe(n);
      }),
    );
  });
});

describe('day counts', () => {
  it('give a bill 366 days when a 29 February follows within the year', () => {
    expect(treasuryYearDays('2019-02-28')).toBe(365);
    expect(treasuryYearDays('2019-03-01')).toBe(366);
    expect(treasuryYearDays('2020-02-28')).toBe(366);
    expect(treasuryYearDays('2020-02-29')).toBe(365);
    expect(treasuryYearDays('2026-04-15')).toBe(365);
  });
});

describe('business days', () => {
  it('leave out weekends and observed federal holidays', () => {
    expect(federalHolidays(2026)).toEqual([
      '2026-01-01',
      '2026-01-19',
      '2026-02-16',
      '2026-05-25',
      '2026-06-19',
      '2026-07-03',
      '2026-09-07',
      '2026-10-12',
      '2026-11-11',
      '2026-11-26',
      '2026-12-25',
    ]);
    expect(isBusinessDay('2026-07-03')).toBe(false);
    expect(isBusinessDay('2021-12-31')).toBe(false);
    expect(isBusinessDay('2026-04-15')).toBe(true);
  });
});

describe('New York time', () => {
  it('knows summer and winter', () => {
    expect(newYorkTime('2026-04-15', 16)).toBe(Date.parse('2026-04-15T20:00:00Z') / 1000);
    expect(newYorkTime('2026-01-15', 16)).toBe(Date.parse('2026-01-15T21:00:00Z') / 1000);
    expect(newYorkTime('2026-03-08', 16)).toBe(Date.parse('2026-03-08T20:00:00Z') / 1000);
    expect(newYorkTime('2026-11-01', 16)).toBe(Date.parse('2026-11-01T21:00:00Z') / 1000);
  });

  it('is a day behind UTC late in the evening', () => {
    const late = Date.parse('2026-04-16T02:00:00Z') / 1000;
    expect(newYorkDate(late)).toBe('2026-04-15');
    expect(utcDate(late)).toBe('2026-04-16');
  });
});
