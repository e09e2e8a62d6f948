import { isCusip, isIsin } from '../ids.js';
import { AmountError, parseDecimal } from '../money/decimal.js';
import { readTable, TableError, type TableRow } from '../table/csv.js';
import { daysBetween, isIsoDate, type IsoDate } from '../time/dates.js';
import { billPriceFromDiscountRate } from './bill.js';
import { parsePercent, parsePrice } from './rates.js';

const COLUMNS =
  'cusip isin security_type security_term series auction_date issue_date maturity_date dated_date int_rate high_yield price_per100 days_to_maturity calc_high_discnt_rate calc_high_investment_rate int_payment_frequency floating_rate inflation_index_security reopening offering_amt total_tendered total_accepted bid_to_cover_ratio direct_bidder_accepted indirect_bidder_accepted soma_accepted currently_outstanding soma_par_value eod_buy_price eod_sell_price eod_price_date'.split(
    ' ',
  );

export type SecurityType = 'bill' | 'note' | 'bond';

/** One auction record of a marketable Treasury security. Prices per 100 × 10⁶, rates fraction × 10⁹. */
export interface TreasurySecurity {
  readonly cusip: string;
  readonly isin: string;
  readonly type: SecurityType;
  readonly term: string;
  readonly series: string | null;
  readonly auctionDate: IsoDate;
  readonly issueDate: IsoDate;
  readonly maturityDate: IsoDate;
  /** Date interest accrues from; null for bills. */
  readonly datedDate: IsoDate | null;
  /** Coupon; null for bills and floating-rate notes. */
  readonly couponRate: bigint | null;
  readonly highYield: bigint | null;
  /** Award price; null when the auction was only announced. */
  readonly pricePer100: bigint | null;
  readonly daysToMaturity: number;
  readonly discountRate: bigint | null;
  readonly investmentRate: bigint | null;
  readonly floatingRate: boolean;
  readonly inflationIndexed: boolean;
  readonly reopening: boolean;
  readonly endOfDay: { buy: bigint | null; sell: bigint | null; date: IsoDate } | null;
}

/** What a price and the payments of a security follow from. */
export type SecurityTerms = Pick<
  TreasurySecurity,
  | 'cusip'
  | 'type'
  | 'issueDate'
  | 'maturityDate'
  | 'datedDate'
  | 'couponRate'
  | 'floatingRate'
  | 'inflationIndexed'
  | 'reopening'
>;

/**
 * Reads the auction file (the securities master), ascending by auction date.
 * @throws TableError as `readTable`, and `security_cell` (a cell of the wrong form),
 *   `security_check_digit`, `security_inconsistent` (cells that contradict each other),
 *   `security_duplicate_row`, `security_row_order`
 */
export function parseSecuritiesCsv(text: string): TreasurySecurity[] {
  const { rows } = readTable(text, [COLUMNS]);
  const seen = new Map<string, TreasurySecurity>();
  let newest = '';
  return rows.map((row) => {
    const security = readSecurity(row);
    const key = `${security.cusip} ${security.auctionDate}`;
    if (seen.has(key)) {
      fail(
        row,
        'security_duplicate_row',
        `repeats the auction of ${security.cusip} on ${security.auctionDate}`,
      );
    }
    if (security.auctionDate < newest) {
      fail(
        row,
        'security_row_order',
        `(${security.auctionDate}) stands after ${newest}: sort by auction date`,
      );
    }
    newest = security.auctionDate;
    seen.set(key, security);
    return security;
  });
}

/** The newest record of each CUSIP. */
export function securitiesByCusip(
  records: readonly TreasurySecurity[],
): ReadonlyMap<string, TreasurySecurity> {
  return new Map(records.map((record) => [record.cusip, record]));
}

function readSecurity(row: TableRow): TreasurySecurity {
  const type = oneOf(row, 'security_type', { Bill: 'bill', Note: 'note', Bond: 'bond' } as const);
  const eodDate = optional(row, 'eod_price_date', date);
  const security: TreasurySecurity = {
    cusip: row.get('cusip'),
    isin: row.get('isin'),
    type,
    term: row.get('security_term'),
    series: row.get('series') || null,
    auctionDate: date(row, 'auction_date'),
    issueDate: date(row, 'issue_date'),
    maturityDate: date(row, 'maturity_date'),
    datedDate: optional(row, 'dated_date', date),
    couponRate: optional(row, 'int_rate', percent),
    highYield: optional(row, 'high_yield', percent),
    pricePer100: optional(row, 'price_per100', price),
    daysToMaturity: Number(number(row, 'days_to_maturity', 0)),
    discountRate: optional(row, 'calc_high_discnt_rate', percent),
    investmentRate: optional(row, 'calc_high_investment_rate', percent),
    floatingRate: yesNo(row, 'floating_rate'),
    inflationIndexed: yesNo(row, 'inflation_index_security'),
    reopening: yesNo(row, 'reopening'),
    endOfDay: eodDate
      ? {
          buy: optional(row, 'eod_buy_price', price),
          sell: optional(row, 'eod_sell_price', price),
          date: eodDate,
        }
      : null,
  };
  checkConsistency(row, security);
  return security;
}

function checkConsistency(row: TableRow, s: TreasurySecurity): void {
  if (!isCusip(s.cusip)) fail(row, 'security_check_digit', `"${s.cusip}" is not a valid CUSIP`);
  if (!isIsin(s.isin)) fail(row, 'security_check_digit', `"${s.isin}" is not a valid ISIN`);
  const wrong = (what: string) => fail(row, 'security_inconsistent', what);
  if (s.isin.slice(0, 11) !== `US${s.cusip}`)
    wrong(`ISIN ${s.isin} does not belong to CUSIP ${s.cusip}`);
  if (!(s.auctionDate <= s.issueDate && s.issueDate < s.maturityDate)) {
    wrong('auction, issue and maturity dates are not in order');
  }
  const days = daysBetween(s.issueDate, s.maturityDate);
  if (days !== s.daysToMaturity) {
    wrong(`days_to_maturity is ${s.daysToMaturity}, the dates are ${days} days apart`);
  }
  if (s.type === 'bill' && (s.couponRate !== null || s.datedDate !== null)) {
    wrong('a bill has neither a coupon nor a dated date');
  }
  if (s.type !== 'bill' && s.datedDate === null) wrong('a note or bond needs its dated_date');
  if (s.type !== 'bill' && (s.couponRate === null) !== s.floatingRate) {
    wrong('a note or bond has a coupon exactly when its rate does not float');
  }
  if (s.type === 'bill' && s.pricePer100 !== null && s.discountRate !== null) {
    const priced = billPriceFromDiscountRate(s.discountRate, s.daysToMaturity);
    if (priced !== s.pricePer100) wrong('the price and the discount rate do not agree');
  }
}

function optional<T>(
  row: TableRow,
  column: string,
  read: (row: TableRow, column: string) => T,
): T | null {
  return row.get(column) === '' ? null : read(row, column);
}

function date(row: TableRow, column: string): IsoDate {
  const text = row.get(column);
  return isIsoDate(text)
    ? text
    : fail(row, 'security_cell', `${column}: "${row.get(column)}" is not a date`);
}

function number(row: TableRow, column: string, scale: number): bigint {
  return wrapped(row, () => parseDecimal(row.get(column), { scale, field: column }));
}

function percent(row: TableRow, column: string): bigint {
  return wrapped(row, () => parsePercent(row.get(column), column));
}

function price(row: TableRow, column: string): bigint {
  return wrapped(row, () => parsePrice(row.get(column), column));
}

function wrapped<T>(row: TableRow, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof AmountError) return fail(row, 'security_cell', error.message);
    throw error;
  }
}

function yesNo(row: TableRow, column: string): boolean {
  return oneOf(row, column, { Yes: true, No: false } as const);
}

function oneOf<T>(row: TableRow, column: string, values: Readonly<Record<string, T>>): T {
  const text = row.get(column);
  if (Object.hasOwn(values, text)) return values[text] as T;
  const expected = Object.keys(values).join(', ');
  return fail(row, 'security_cell', `${column}: "${text}" is none of ${expected}`);
}

function fail(row: TableRow, code: string, what: string): never {
  throw new TableError(code, `Line ${row.line}: ${what}.`, row.line);
}
