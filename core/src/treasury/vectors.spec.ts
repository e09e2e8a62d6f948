import { describe, expect, it } from '@jest/globals';
import { formatDecimal, parseDecimal } from '../money/decimal.js';
import { divide } from '../money/mul-div.js';
import { readVectors } from '../testing/files.js';
import { treasuryYearDays } from '../time/day-count.js';
import { accreteConstantYield } from './accretion.js';
import {
  accreteStraightLine,
  billDiscountRateFromPrice,
  billInvestmentRate,
  billPriceFromDiscountRate,
  billPriceFromInvestmentRate,
  purchaseCents,
} from './bill.js';
import { notePriceFromYield } from './note.js';
import { formatPercent, parsePercent, parsePrice, PRICE_PAR } from './rates.js';

interface BillVectors {
  treasuryBill: {
    cases: [
      { discountRate: string; days: number; price: string },
      { par: string; pricePer100: string; purchase: string; discount: string },
      { price: string; days: number; discountRate: string; shown: string },
      { price: string; days: number; yearDays: 365; investmentRate: string; shown: string },
    ];
    yearDays: { cases: { issue: string; y: number }[] };
    auctions: {
      discountRate: string;
      days: number;
      price: string;
      investmentRateShown: string;
      issue: string;
    }[];
    accretion: {
      issuePrice: string;
      term: number;
      straightLine: Record<string, string>;
      constantYield: Record<string, string>;
    };
  };
}

const { treasuryBill } = readVectors('finance.json') as BillVectors;
const [caseA, caseB, caseC, caseD] = treasuryBill.cases;
const rate = (fraction: string) => parseDecimal(fraction, { scale: 9 });
const shown = (value: bigint) => `${formatDecimal(divide(value, 10_000n, 'halfUp'), 3)}%`;

describe('Treasury bills, 31 CFR 356 Appendix B section VI', () => {
  it('A: price from a discount rate', () => {
    const price = billPriceFromDiscountRate(rate(caseA.discountRate), caseA.days);
    expect(formatDecimal(price, 6)).toBe(caseA.price);
  });

  it('B: purchase price and discount of a par amount', () => {
    const par = parseDecimal(caseB.par, { scale: 2 });
    const paid = purchaseCents(par, parsePrice(caseB.pricePer100));
    expect(formatDecimal(paid, 2)).toBe(caseB.purchase);
    expect(formatDecimal(par - paid, 2)).toBe(caseB.discount);
  });

  it('C: discount rate from a price', () => {
    const discount = billDiscountRateFromPrice(parsePrice(caseC.price), caseC.days);
    expect(discount).toBe(rate(caseC.discountRate));
    expect(shown(discount)).toBe(caseC.shown);
  });

  it('D.1: investment rate of a short bill', () => {
    const price = parsePrice(caseD.price);
    const exact = billInvestmentRate(price, caseD.days, caseD.yearDays);
    expect(exact).toBe(rate('0.080757251'));
    expect(shown(exact)).toBe(caseD.shown);
    // The regulation's example rounds (100 − P)/P to six decimals on the way.
    const step = divide((PRICE_PAR - price) * 1_000_000n, price, 'halfUp');
    const printed = divide(step * BigInt(caseD.yearDays), BigInt(caseD.days), 'halfUp');
    expect(formatDecimal(printed, 6)).toBe(caseD.investmentRate);
  });

  it.each(treasuryBill.yearDays.cases)('year after $issue has $y days', ({ issue, y }) => {
    expect(treasuryYearDays(issue)).toBe(y);
  });

  it.each(treasuryBill.auctions)(
    'auction issued $issue prices and yields as announced',
    (auction) => {
      const price = billPriceFromDiscountRate(rate(auction.discountRate), auction.days);
      expect(formatDecimal(price, 6)).toBe(auction.price);
      const yieldRate = billInvestmentRate(price, auction.days, treasuryYearDays(auction.issue));
      expect(shown(yieldRate)).toBe(auction.investmentRateShown);
    },
  );

  it('accretes in a straight line and at a constant yield', () => {
    const { issuePrice, term, straightLine, constantYield } = treasuryBill.accretion;
    const price = parsePrice(issuePrice);
    for (const [day, expected] of Object.entries(straightLine)) {
      expect(formatDecimal(accreteStraightLine(price, term, Number(day)), 6)).toBe(expected);
    }
    for (const [day, expected] of Object.entries(constantYield)) {
      expect(formatDecimal(accreteConstantYield(price, term, Number(day)), 6)).toBe(expected);
    }
    expect(accreteConstantYield(price, term, 0)).toBe(price);
    expect(accreteConstantYield(price, term, term)).toBe(PRICE_PAR);
  });

  it.each([28, 91, 182, 183, 330, 364])(
    'price and investment rate undo each other at %i days',
    (days) => {
      for (const percent of ['0.001', '0.5', '3.71', '8.25', '15']) {
        for (const yearDays of [365, 366] as const) {
          const price = billPriceFromInvestmentRate(parsePercent(percent), days, yearDays);
          const back = billPriceFromInvestmentRate(
            billInvestmentRate(price, days, yearDays),
            days,
            yearDays,
          );
          expect(back).toBe(price);
        }
      }
    },
  );

  it('a bill past maturity has no price', () => {
    for (const days of [0, -1]) {
      expect(() => billPriceFromDiscountRate(1n, days)).toThrow(
        expect.objectContaining({ code: 'bill_matured' }),
      );
      expect(() => billPriceFromInvestmentRate(1n, days, 365)).toThrow(
        expect.objectContaining({ code: 'bill_matured' }),
      );
    }
  });
});

describe('Treasury notes, 31 CFR 356 Appendix B section II', () => {
  // The regulation's own examples: a full first period, a short first period, a reopening.
  it.each([
    ['8.75', '1990-05-15', '1990-05-15', '2020-05-15', '8.84', '99.057893', '0.000000'],
    ['8.5', '1990-04-02', '1990-04-02', '1992-03-31', '8.59', '99.838183', '0.000000'],
    ['9.5', '1985-11-15', '1985-11-29', '1995-11-15', '9.54', '99.730918', '0.367403'],
  ])(
    'coupon %s %%, dated %s, issued %s, due %s at %s %%',
    (c, dated, issue, maturity, i, clean, accrued) => {
      const terms = { couponRate: parsePercent(c), datedDate: dated, maturityDate: maturity };
      const price = notePriceFromYield(terms, issue, parsePercent(i));
      expect(formatDecimal(price.clean, 6)).toBe(clean);
      expect(formatDecimal(price.accrued, 6)).toBe(accrued);
      expect(price.dirty).toBe(price.clean + price.accrued);
    },
  );

  it('a note at its coupon on a coupon date is worth par', () => {
    const terms = {
      couponRate: parsePercent('4'),
      datedDate: '2026-03-31',
      maturityDate: '2031-03-31',
    };
    expect(notePriceFromYield(terms, '2026-09-30', parsePercent('4')).clean).toBe(PRICE_PAR);
  });

  it('keeps coupon dates at month end', () => {
    const terms = {
      couponRate: parsePercent('4'),
      datedDate: '2026-02-28',
      maturityDate: '2028-02-29',
    };
    const price = notePriceFromYield(terms, '2026-04-15', parsePercent('4'));
    expect(price).toMatchObject({ nextCoupon: '2026-08-31', s: 184, r: 138, n: 3 });
  });

  it('a matured note, or one that does not accrue yet, has no price', () => {
    const terms = {
      couponRate: parsePercent('4'),
      datedDate: '2026-03-31',
      maturityDate: '2028-03-31',
    };
    const at = (date: string) => () => notePriceFromYield(terms, date, parsePercent('4'));
    expect(at('2028-03-31')).toThrow(expect.objectContaining({ code: 'note_matured' }));
    expect(at('2026-03-30')).toThrow(expect.objectContaining({ code: 'note_not_dated' }));
  });

  it('shows rates as percentages', () => {
    expect(formatPercent(37_100_000n)).toBe('3.710');
    expect(formatPercent(37_076_642n)).toBe('3.7076642');
  });
});
