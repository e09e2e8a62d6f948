import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDays,
  addMonths,
  billDiscountRateFromPrice,
  billPriceFromDiscountRate,
  dayOfWeek,
  daysBetween,
  formatPercent,
  isBondMarketDay,
  isCusip,
  isIsin,
  notePriceFromYield,
  parsePercent,
  parsePrice,
} from '@cadastre/core';

/** A bill or note as it was sold, with the dates that its award price confirms. Dates are YYYY-MM-DD. */
export interface AuctionedSecurity {
  cusip: string;
  type: 'Bill' | 'Note';
  /** Such as `26-Week` or `5-Year`. */
  term: string;
  auctionDate: string;
  issueDate: string;
  maturityDate: string;
  /** Empty for bills, as in the official record. */
  datedDate: string;
  couponPercent: string;
  highYield: string;
  pricePer100: string;
}

const COLUMNS =
  'cusip isin security_type security_term series auction_date issue_date maturity_date dated_date int_rate high_yield price_per100 days_to_maturity calc_high_discnt_rate calc_high_investment_rate int_payment_frequency floating_rate inflation_index_security reopening offering_amt total_tendered total_accepted bid_to_cover_ratio direct_bidder_accepted indirect_bidder_accepted soma_accepted currently_outstanding soma_par_value eod_buy_price eod_sell_price eod_price_date'.split(
    ' ',
  );
const BILLS = new Set(['13-Week', '26-Week', '52-Week']);
const NOTES = new Set(['2-Year', '3-Year', '5-Year', '7-Year', '10-Year']);
const THURSDAY = 4;
/** A discount rate is bid in steps of 0.005 %; fractions × 10⁹. */
const TICK = 50_000n;
/** A coupon is a multiple of an eighth of a per cent. */
const EIGHTH = 1_250_000n;

/**
 * The bills of 13, 26 and 52 weeks and the new notes of two to ten years that the Treasury sold in 2022
 * and 2023. The record of these auctions has prices and yields, but no CUSIP and no date other than the
 * auction's; issue, maturity and coupon follow the Treasury's own calendar and rules (31 CFR 356.30,
 * "Treasury securities: tentative auction schedule"). Each is confirmed to the last digit of the award price:
 * a bill's price must be a step of the discount rate over just these days, a note must price at its high
 * yield to just this price. CUSIPs are numbers for internal use (issuer 999, kept free by CUSIP Global Services).
 *
 * @throws Error for an auction whose price another calendar would explain
 */
export function auctionedSecurities(dataDir: string): AuctionedSecurity[] {
  const file = join(dataDir, 'treasuries', 'treasury_auction_results_2022_2023.csv');
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  const all: AuctionedSecurity[] = [];
  for (const line of lines) {
    const [date = '', type, term = '', tips, , , yieldPercent = '', , price = ''] = line.split(',');
    const base = { cusip: internalCusip(all.length), term, auctionDate: date, pricePer100: price };
    if (type === 'Bill' && BILLS.has(term)) all.push(bill(base));
    else if (type === 'Note' && tips === 'False' && NOTES.has(term) && yieldPercent !== '') {
      all.push(note(base, yieldPercent));
    }
  }
  return all;
}

type Base = Pick<AuctionedSecurity, 'cusip' | 'term' | 'auctionDate' | 'pricePer100'>;

/** Issued on the Thursday after the auction, due on a Thursday; the next business day where it is none. */
function bill(base: Base): AuctionedSecurity {
  let thursday = addDays(base.auctionDate, 1);
  while (dayOfWeek(thursday) !== THURSDAY) thursday = addDays(thursday, 1);
  const issueDate = marketDay(thursday);
  const maturityDate = marketDay(addDays(thursday, 7 * Number.parseInt(base.term)));
  const days = daysBetween(issueDate, maturityDate);
  const price = parsePrice(base.pricePer100);
  const rate = billDiscountRateFromPrice(price, days);
  const step = ((rate + TICK / 2n) / TICK) * TICK;
  confirm(base, billPriceFromDiscountRate(step, days) === price);
  return { ...base, type: 'Bill', issueDate, maturityDate, ...NO_COUPON };
}

const NO_COUPON = { datedDate: '', couponPercent: '', highYield: '' };

/** Dated the 15th (3 and 10 years) or the month's end; the coupon is the yield's eighth below, one at least. */
function note(base: Base, highYield: string): AuctionedSecurity {
  const inMidMonth = base.term === '3-Year' || base.term === '10-Year';
  const month = `${base.auctionDate.slice(0, 8)}01`;
  const datedDate = inMidMonth ? addDays(month, 14) : addDays(addMonths(month, 1), -1);
  const issueDate = marketDay(datedDate);
  const maturityDate = addMonths(datedDate, 12 * Number.parseInt(base.term), !inMidMonth);
  const eighths = parsePercent(highYield) / EIGHTH;
  const couponRate = (eighths > 0n ? eighths : 1n) * EIGHTH;
  const priced = notePriceFromYield(
    { couponRate, datedDate, maturityDate },
    issueDate,
    parsePercent(highYield),
  );
  confirm(base, priced.clean === parsePrice(base.pricePer100));
  const couponPercent = formatPercent(couponRate);
  return { ...base, type: 'Note', issueDate, maturityDate, datedDate, couponPercent, highYield };
}

function confirm({ term, auctionDate }: Base, holds: boolean): void {
  if (!holds) throw new Error(`the price of the ${term} of ${auctionDate} is of other dates`);
}

function marketDay(from: string): string {
  let day = from;
  while (!isBondMarketDay(day)) day = addDays(day, 1);
  return day;
}

const withCheckDigit = (base: string, isRight: (text: string) => boolean): string =>
  Array.from({ length: 10 }, (_none, digit) => `${base}${digit}`).find(isRight) ?? '';

const internalCusip = (i: number) => withCheckDigit(`99912${String(i).padStart(3, '0')}`, isCusip);

/** The securities in the layout of the official auction file, ascending by auction date. */
export function securitiesMaster(securities: readonly AuctionedSecurity[]): string {
  const rows = securities.map((one) => {
    const isBill = one.type === 'Bill';
    const cells: Record<string, string> = {
      cusip: one.cusip,
      isin: withCheckDigit(`US${one.cusip}`, isIsin),
      security_type: one.type,
      security_term: one.term,
      auction_date: one.auctionDate,
      issue_date: one.issueDate,
      maturity_date: one.maturityDate,
      dated_date: one.datedDate,
      int_rate: one.couponPercent,
      high_yield: one.highYield,
      price_per100: one.pricePer100,
      days_to_maturity: String(daysBetween(one.issueDate, one.maturityDate)),
      int_payment_frequency: isBill ? 'None' : 'Semi-Annual',
      floating_rate: 'No',
      inflation_index_security: 'No',
      reopening: 'No',
    };
    return COLUMNS.map((name) => cells[name] ?? '').join(',');
  });
  return `${[COLUMNS.join(','), ...rows].join('\n')}\n`;
}
