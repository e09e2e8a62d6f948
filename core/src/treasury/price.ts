import { formatDecimal } from '../money/decimal.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import { treasuryYearDays } from '../time/day-count.js';
import { billPriceFromInvestmentRate } from './bill.js';
import { curveYield, type ParCurve } from './curve.js';
import { notePriceFromYield } from './note.js';
import { formatPercent, PricingError } from './rates.js';
import type { SecurityTerms } from './securities.js';

/** One security's price on a day, per 100 × 10⁶, and how it came about. */
export interface SecurityPrice {
  cusip: string;
  valuationDate: IsoDate;
  days: number;
  /** Interpolated par yield, fraction × 10⁹. */
  yieldRate: bigint;
  clean: bigint;
  accrued: bigint;
  dirty: bigint;
  /** The arithmetic in one line for people. */
  line: string;
}

/**
 * Price of a bill, note or bond on the curve's date, settled that day (31 CFR 356 App. B).
 * @throws PricingError `security_matured`, `security_not_issued`, `security_floating`,
 *   `security_inflation_indexed`
 */
export function priceSecurity(security: SecurityTerms, curve: ParCurve): SecurityPrice {
  const { cusip } = security;
  const on = curve.date;
  refuseUnpriceable(security, on);
  const days = daysBetween(on, security.maturityDate);
  const yieldRate = curveYield(curve, security.maturityDate);
  const base = { cusip, valuationDate: on, days, yieldRate };
  const rate = `${formatPercent(yieldRate)} %`;
  if (security.type === 'bill') {
    const y = treasuryYearDays(on);
    const price = billPriceFromInvestmentRate(yieldRate, days, y);
    const line = `${cusip} bill, ${days} days, yield ${rate}, year ${y}: ${formatDecimal(price, 6)}`;
    return { ...base, clean: price, accrued: 0n, dirty: price, line };
  }
  const note = notePriceFromYield(
    {
      couponRate: security.couponRate as bigint,
      maturityDate: security.maturityDate,
      datedDate: security.datedDate as IsoDate,
    },
    on,
    yieldRate,
  );
  const line =
    `${cusip} ${security.type}, coupon ${formatPercent(security.couponRate as bigint)} %, yield ${rate}, ` +
    `n ${note.n}, r/s ${note.r}/${note.s}: ${formatDecimal(note.clean, 6)} + ${formatDecimal(note.accrued, 6)} accrued`;
  return { ...base, clean: note.clean, accrued: note.accrued, dirty: note.dirty, line };
}

function refuseUnpriceable(security: SecurityTerms, on: IsoDate): void {
  const { cusip } = security;
  refuseMatured(security, on);
  if (security.issueDate > on && !security.reopening) {
    throw new PricingError(
      'security_not_issued',
      `${cusip} is issued on ${security.issueDate}: it cannot be held on ${on}.`,
    );
  }
  refuseVariable(security);
}

/** @throws PricingError `security_matured` */
export function refuseMatured({ cusip, maturityDate }: SecurityTerms, on: IsoDate): void {
  if (maturityDate > on) return;
  throw new PricingError(
    'security_matured',
    `${cusip} matured on ${maturityDate}: on ${on} it is cash, take it out of the portfolio.`,
  );
}

/**
 * Neither the price nor the payments of such a security are known from the auction record alone.
 * @throws PricingError `security_floating`, `security_inflation_indexed`
 */
export function refuseVariable(security: SecurityTerms): void {
  const { cusip } = security;
  if (security.floatingRate) {
    throw new PricingError(
      'security_floating',
      `${cusip} is a floating-rate note: it has no fixed-rate price.`,
    );
  }
  if (security.inflationIndexed) {
    throw new PricingError(
      'security_inflation_indexed',
      `${cusip} is inflation-indexed: it needs an index ratio.`,
    );
  }
}
