import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Curve, yieldAt } from './curve.ts';
import { civil, day, dayNumber, leapDayFollows, shiftMonths } from './days.ts';
import { Rational } from './rational.ts';

/** What the auction record says of a security. */
export interface Security {
  cusip: string;
  type: string;
  issueDate: string;
  maturityDate: string;
  datedDate: string;
  couponPercent: Rational;
  pricePer100: string;
  /** Fixed nominal rate, awarded price known: what this model can price. */
  plain: boolean;
}

/** The auction file by CUSIP (a reopening's later record wins: the terms are the same). */
export const readSecurities = (dataDir: string): Map<string, Security> =>
  securitiesIn(
    readFileSync(join(dataDir, 'treasuries', 'treasury_auctions_2026-03_2026-04.csv'), 'utf8'),
  );

/** The securities in the text of an auction file. */
export function securitiesIn(csv: string): Map<string, Security> {
  const [head = '', ...lines] = csv.trim().split(/\r?\n/);
  const columns = head.split(',');
  const securities = lines.map((line): Security => {
    const cells = line.split(',');
    const cell = (name: string) => {
      const value = cells[columns.indexOf(name)];
      if (value === undefined) throw new Error(`the auction file has no ${name} in "${line}"`);
      return value;
    };
    return {
      cusip: cell('cusip'),
      type: cell('security_type'),
      issueDate: cell('issue_date'),
      maturityDate: cell('maturity_date'),
      datedDate: cell('dated_date'),
      couponPercent: Rational.of(cell('int_rate') || '0'),
      pricePer100: cell('price_per100'),
      plain:
        cell('floating_rate') === 'No' &&
        cell('inflation_index_security') === 'No' &&
        cell('price_per100') !== '',
    };
  });
  return new Map(securities.map((security) => [security.cusip, security]));
}

/** Fair value per 100 of face with accrued interest (6 decimals) on the curve's date. */
export function fairPrice(security: Security, curve: Curve): Rational {
  const days = day(security.maturityDate) - day(curve.date);
  if (days <= 0) throw new Error(`${security.cusip} matured on ${security.maturityDate}`);
  const rate = yieldAt(curve, days);
  return security.type === 'Bill'
    ? billPrice(rate, days, leapDayFollows(civil(curve.date)) ? 366 : 365)
    : notePrice(security, rate, curve.date);
}

const ONE = Rational.whole(1);
const TWO = Rational.whole(2);
const HUNDRED = Rational.whole(100);

/**
 * 31 CFR 356, Appendix B, VI.D read backwards: to half a year P = 100 / (1 + r i / y); beyond,
 * P = 100 / [(1 + (r − y/2) i / y) (1 + i/2)].
 */
export function billPrice(rate: Rational, days: number, yearDays: number): Rational {
  const r = Rational.whole(days);
  const y = Rational.whole(yearDays);
  const half = y.over(TWO);
  const growth =
    2 * days <= yearDays
      ? ONE.plus(rate.times(r).over(y))
      : ONE.plus(r.minus(half).times(rate).over(y)).times(ONE.plus(rate.over(TWO)));
  return HUNDRED.over(growth).roundedTo(6);
}

/**
 * 31 CFR 356, Appendix B, II: the flows after settlement discounted at v = 1/(1 + i/2) per half-year,
 * the broken period simply: (P + A)[1 + (r/s)(i/2)] = F + Σ (C/2) v^k + 100 v^n. The price with accrued
 * interest, P + A, is rounded half-up to six decimals.
 */
export function notePrice(security: Security, rate: Rational, settlement: string): Rational {
  const { periods, last, next } = couponDates(security.maturityDate, settlement);
  const today = day(settlement);
  const dated = Math.max(day(security.datedDate), last);
  const s = Rational.whole(next - last);
  const coupon = security.couponPercent.over(TWO);
  const v = ONE.over(ONE.plus(rate.over(TWO)));
  let value = coupon.times(Rational.whole(next - dated)).over(s);
  for (let k = 1; k <= periods; k += 1) value = value.plus(coupon.times(v.power(k)));
  value = value.plus(HUNDRED.times(v.power(periods)));
  const broken = ONE.plus(
    Rational.whole(next - today)
      .over(s)
      .times(rate.over(TWO)),
  );
  return value.over(broken).roundedTo(6);
}

/** Coupon dates around a settlement, counted back from maturity; month-end maturities stay at month end. */
function couponDates(maturity: string, settlement: string) {
  const end = civil(maturity);
  const today = day(settlement);
  let periods = 0;
  const at = (halfYears: number) => dayNumber(shiftMonths(end, -6 * halfYears, true));
  while (at(periods + 1) > today) periods += 1;
  return { periods, next: at(periods), last: at(periods + 1) };
}
