import { describe, expect, it } from '@jest/globals';
import { divide } from '../money/mul-div.js';
import { readTable } from '../table/csv.js';
import { readData } from '../testing/files.js';
import { treasuryYearDays } from '../time/day-count.js';
import {
  billDiscountRateFromPrice,
  billInvestmentRate,
  billPriceFromDiscountRate,
} from './bill.js';
import { notePriceFromYield } from './note.js';
import { parsePrice } from './rates.js';
import { parseSecuritiesCsv } from './securities.js';

/** 0.005 % of discount, the step in which bills are bid. */
const TICK = 50_000n;

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
