import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { businessCalendar } from './calendar.js';
import { daysBetween } from './dates.js';
import { DAY_CONVENTIONS, paymentDates, type PaymentTerms } from './schedule.js';

const RENT: PaymentTerms = {
  firstDate: '2026-01-31',
  everyMonths: 1,
  market: 'us-federal',
  convention: 'modified_following',
  recordDaysBefore: 5,
};

describe('a schedule of payments', () => {
  it('keeps month ends, and stays in its month', () => {
    const dates = [0, 1, 2, 4].map((n) => paymentDates(RENT, n));
    expect(dates).toEqual([
      // Saturday: the next business day is of February.
      { nominalDate: '2026-01-31', recordDate: '2026-01-23', paymentDate: '2026-01-30' },
      { nominalDate: '2026-02-28', recordDate: '2026-02-20', paymentDate: '2026-02-27' },
      { nominalDate: '2026-03-31', recordDate: '2026-03-24', paymentDate: '2026-03-31' },
      { nominalDate: '2026-05-31', recordDate: '2026-05-21', paymentDate: '2026-05-29' },
    ]);
  });

  it.each([
    ['following', '2026-07-06'],
    ['modified_following', '2026-07-06'],
    ['preceding', '2026-07-02'],
  ] as const)('pays on another day than Independence Day: %s', (convention, paymentDate) => {
    const terms = { ...RENT, firstDate: '2026-07-04', convention, recordDaysBefore: 0 };
    expect(paymentDates(terms, 0)).toEqual({
      nominalDate: '2026-07-04',
      recordDate: paymentDate,
      paymentDate,
    });
  });

  it('always has rising business days, near their nominal dates', () => {
    const terms = fc.record({
      firstDate: fc.date({
        min: new Date('2024-01-01'),
        max: new Date('2026-12-31'),
        noInvalidDate: true,
      }),
      everyMonths: fc.integer({ min: 1, max: 12 }),
      convention: fc.constantFrom(...DAY_CONVENTIONS),
      recordDaysBefore: fc.integer({ min: 0, max: 15 }),
    });
    const calendar = businessCalendar('us-federal');
    fc.assert(
      fc.property(terms, fc.integer({ min: 0, max: 24 }), ({ firstDate, ...rest }, n) => {
        const all = {
          ...rest,
          firstDate: firstDate.toISOString().slice(0, 10),
          market: 'us-federal' as const,
        };
        const [one, next] = [paymentDates(all, n), paymentDates(all, n + 1)];
        expect(calendar.isOpen(one.paymentDate) && calendar.isOpen(one.recordDate)).toBe(true);
        expect(Math.abs(daysBetween(one.nominalDate, one.paymentDate))).toBeLessThanOrEqual(4);
        expect(one.recordDate <= one.paymentDate && one.paymentDate < next.paymentDate).toBe(true);
      }),
    );
  });
});
