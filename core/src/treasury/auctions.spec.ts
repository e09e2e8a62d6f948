import { describe, expect, it } from '@jest/globals';
import { divide } from '../money/mul-div.js';
import { readTable } from '../table/csv.js';
import { readData } from '../testing/files.js';
import { treasuryYearDays } from '../time/day-count.js';
import {
  billDiscountRateFromPrice,
  billInvestmentRate,
  billPriceFromDiscountRate,
  billPriceFromInvestmentRate,
} from './bill.js';
import { parseCurveCsv } from './curve.js';
import { notePriceFromYield } from './note.js';
import { parsePrice } from './rates.js';
import { parseSecuritiesCsv } from './securities.js';

/** 0.005 % of discount, the step in which bills are bid. */
const TICK = 50_000n;
/** An eighth of a percent, the step of coupons. */
const EIGHTH = 1_250_000n;

const RESULTS = readTable(readData('treasuries/treasury_auction_results_2022_2023.csv'), [
  'auction_date security_type security_term is_tips auction_yield bid_to_cover_ratio high_yield avg_med_yield price_per100'.split(
    ' ',
  ),
]);
const bills = RESULTS.rows
  .filter((row) => row.get('security_type') === 'Bill')
  .map((row) => ({
    days: nominalDays(row.get('security_term')),
    price: parsePrice(row.get('price_per100')),
  }));

function nominalDays(term: string): number {
  const [, count, unit] = /^([0-9]+)-(Week|Day)$/.exec(term) ?? [];
  return Number(count) * (unit === 'Week' ? 7 : 1);
}

/** Days off the nominal term at which the price is exactly that of a whole tick; null when none is. */
function daysOff({ days, price }: { days: number; price: bigint }): number | null {
  for (const off of [0, 1, -1, 2, -2, 3, -3]) {
    if (days + off <= 0) continue;
    const decoded = divide(billDiscountRateFromPrice(price, days + off), TICK, 'halfUp') * TICK;
    if (billPriceFromDiscountRate(decoded, days + off) === price) return off;
  }
  return null;
}

describe('real auctions', () => {
  it('all 595 bills of 2022 and 2023 re-price exactly from their decoded 0.005 % tick', () => {
    expect(bills).toHaveLength(595);
    const off = bills.map(daysOff);
    expect(off.filter((days) => days === null)).toHaveLength(0);
    expect(off.filter((days) => days !== 0)).toHaveLength(15);
  });

  const master = parseSecuritiesCsv(readData('treasuries/treasury_auctions_2026-03_2026-04.csv'));

  it('all 31 awarded bills of March and April 2026 re-price and yield as the file says', () => {
    const awarded = master.filter((s) => s.type === 'bill' && s.pricePer100 !== null);
    expect(awarded).toHaveLength(31);
    for (const bill of awarded) {
      const price = bill.pricePer100 as bigint;
      expect(billPriceFromDiscountRate(bill.discountRate as bigint, bill.daysToMaturity)).toBe(
        price,
      );
      const y = treasuryYearDays(bill.issueDate);
      const rate = billInvestmentRate(price, bill.daysToMaturity, y);
      expect(divide(rate, 10_000n, 'halfUp') * 10_000n).toBe(bill.investmentRate);
    }
  });

  it('all 8 nominal notes and bonds re-price exactly from coupon and high yield', () => {
    const nominal = master.filter(
      (s) => s.type !== 'bill' && !s.floatingRate && !s.inflationIndexed,
    );
    expect(nominal).toHaveLength(8);
    for (const note of nominal) {
      const terms = {
        couponRate: note.couponRate as bigint,
        maturityDate: note.maturityDate,
        datedDate: note.datedDate as string,
      };
      const price = notePriceFromYield(terms, note.issueDate, note.highYield as bigint);
      expect(price.clean).toBe(note.pricePer100);
    }
  });
});

describe('the sample securities', () => {
  const sample = parseSecuritiesCsv(
    readData('treasuries/treasury_auctions_sample_2025-03_2025-06.csv'),
  );
  const curves = parseCurveCsv(readData('treasuries/par_yield_curve_2025.csv'));
  const official = (date: string, tenor: string): bigint => {
    const rate = curves.find((curve) => curve.date === date)?.points.find((p) => p.tenor === tenor);
    if (!rate) throw new Error(`there is no ${tenor} yield of ${date}`);
    return rate.rate;
  };

  it('say what they are: by their term, and by numbers that are never given to a security', () => {
    expect(sample).toHaveLength(16);
    for (const { cusip, term } of sample) {
      expect(cusip).toMatch(/^9999/);
      expect(term).toContain('(sample)');
    }
  });

  it('are auctioned at the official yield of their day', () => {
    for (const one of sample.filter(({ type }) => type === 'bill')) {
      const year = treasuryYearDays(one.issueDate);
      const rate = official(one.auctionDate, '1 Yr');
      const price = billPriceFromInvestmentRate(rate, one.daysToMaturity, year);
      const tick = divide(billDiscountRateFromPrice(price, one.daysToMaturity), TICK, 'halfUp');
      expect(one.discountRate).toBe(tick * TICK);
      const exact = billInvestmentRate(one.pricePer100 as bigint, one.daysToMaturity, year);
      expect(one.investmentRate).toBe(divide(exact, 10_000n, 'halfUp') * 10_000n);
    }
    for (const one of sample.filter(({ type }) => type === 'note')) {
      const highYield = official(one.auctionDate, '2 Yr');
      const couponRate = (highYield / EIGHTH) * EIGHTH;
      const datedDate = one.datedDate as string;
      const terms = { couponRate, maturityDate: one.maturityDate, datedDate };
      const price = notePriceFromYield(terms, one.issueDate, highYield);
      expect(one).toMatchObject({ highYield, couponRate, pricePer100: price.clean });
    }
  });
});
