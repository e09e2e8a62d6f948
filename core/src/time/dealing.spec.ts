import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isBondMarketDay } from './bond-market.js';
import { DEALING_FREQUENCIES, dealingDayAfter, type DealingTerms } from './dealing.js';
import { newYorkDate } from './new-york.js';

const seconds = (instant: string) => Date.parse(instant) / 1000;
const NOON: DealingTerms = {
  frequency: 'daily',
  market: 'us-bond',
  cutOffMinutes: 12 * 60,
  settlementDays: 1,
};

describe('dealing days', () => {
  it.each([
    ['before the cut-off: today', 'daily', '2026-04-15T15:59:59Z', '2026-04-15', '2026-04-16'],
    ['at the cut-off: tomorrow', 'daily', '2026-04-15T16:00:00Z', '2026-04-16', '2026-04-17'],
    ['on a Friday evening: Monday', 'daily', '2026-04-17T20:00:00Z', '2026-04-20', '2026-04-21'],
    ['over a holiday', 'daily', '2026-07-02T17:00:00Z', '2026-07-06', '2026-07-07'],
    ['of a week', 'weekly', '2026-04-15T12:00:00Z', '2026-04-17', '2026-04-20'],
    ['of a week that ends early', 'weekly', '2026-06-29T12:00:00Z', '2026-07-02', '2026-07-06'],
    ['of a month', 'monthly', '2026-05-04T12:00:00Z', '2026-05-29', '2026-06-01'],
    ['of the month after', 'monthly', '2026-05-29T18:00:00Z', '2026-06-30', '2026-07-01'],
  ] as const)('%s', (_, frequency, now, date, payableBy) => {
    const day = dealingDayAfter({ ...NOON, frequency }, seconds(now));
    expect(day).toMatchObject({ date, payableBy });
    expect(newYorkDate(day.cutOff)).toBe(date);
  });

  it('have their cut-off at the same wall-clock time in summer and winter', () => {
    const winter = dealingDayAfter(NOON, seconds('2026-01-14T12:00:00Z'));
    expect(new Date(winter.cutOff * 1000).toISOString()).toBe('2026-01-14T17:00:00.000Z');
  });

  it('lie ahead, follow one another without a gap, and are market days', () => {
    const terms = fc.record({
      frequency: fc.constantFrom(...DEALING_FREQUENCIES),
      market: fc.constant('us-bond' as const),
      cutOffMinutes: fc.integer({ min: 0, max: 24 * 60 - 1 }),
      settlementDays: fc.integer({ min: 0, max: 10 }),
    });
    const from = fc.integer({ min: seconds('2023-01-01'), max: seconds('2027-01-01') });
    fc.assert(
      fc.property(terms, from, (dealing, now) => {
        const day = dealingDayAfter(dealing, now);
        expect(day.cutOff).toBeGreaterThan(now);
        expect(isBondMarketDay(day.date)).toBe(true);
        expect(day.payableBy >= day.date).toBe(true);
        expect(dealingDayAfter(dealing, day.cutOff - 1)).toEqual(day);
        expect(dealingDayAfter(dealing, day.cutOff).date > day.date).toBe(true);
      }),
    );
  });
});
