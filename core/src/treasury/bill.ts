import { divide, integerSqrt } from '../money/mul-div.js';
import { PRICE_PAR, PricingError, RATE_ONE } from './rates.js';

/*
 * Treasury bills, 31 CFR Part 356, Appendix B, section VI. Prices are per 100 × 10⁶, rates are fractions
 * × 10⁹, days are calendar days to maturity. Every result is rounded once, half-up.
 */

/** Price from a discount rate: P = 100 (1 − d r / 360). @throws PricingError `bill_matured` */
export function billPriceFromDiscountRate(discountRate: bigint, days: number): bigint {
  const r = termDays(days);
  const year = 360n * RATE_ONE;
  return divide(PRICE_PAR * (year - discountRate * r), year, 'halfUp');
}

/** Discount rate from a price: d = (100 − P) / 100 × 360 / r. @throws PricingError `bill_matured` */
export function billDiscountRateFromPrice(price: bigint, days: number): bigint {
  const r = termDays(days);
  return divide((PRICE_PAR - price) * 360n * RATE_ONE, PRICE_PAR * r, 'halfUp');
}

/**
 * Investment rate (coupon-equivalent yield) from a price. Up to half a year it is simple; beyond, the i
 * that solves P [1 + (r − y/2)(i/y)] (1 + i/2) = 100.
 * @param yearDays 365 or 366, see `treasuryYearDays`
 * @throws PricingError `bill_matured`, `price_not_positive`
 */
export function billInvestmentRate(price: bigint, days: number, yearDays: 365 | 366): bigint {
  const r = termDays(days);
  const y = BigInt(yearDays);
  if (price <= 0n) {
    throw new PricingError(
      'price_not_positive',
      'A bill price must be above zero to have a yield.',
    );
  }
  if (2n * r <= y) return divide((PRICE_PAR - price) * y * RATE_ONE, price * r, 'halfUp');
  // The regulation's quadratic (a = r/2y − 1/4, b = r/y, c = (P − 100)/P) times 4yP: all whole numbers.
  const a = (2n * r - y) * price;
  const b = 4n * r * price;
  const c = 4n * y * (price - PRICE_PAR);
  const precision = 10n ** 24n;
  const root = integerSqrt((b * b - 4n * a * c) * precision * precision);
  return divide((root - b * precision) * RATE_ONE, 2n * a * precision, 'halfUp');
}

/**
 * Price from an investment rate, the inverse of `billInvestmentRate`.
 * @param yearDays 365 or 366, see `treasuryYearDays`
 * @throws PricingError `bill_matured`, `rate_out_of_range`
 */
export function billPriceFromInvestmentRate(
  rate: bigint,
  days: number,
  yearDays: 365 | 366,
): bigint {
  const r = termDays(days);
  const y = BigInt(yearDays);
  if (rate <= -RATE_ONE) {
    throw new PricingError('rate_out_of_range', 'A yield must be above −100 % to give a price.');
  }
  if (2n * r <= y) return divide(PRICE_PAR * RATE_ONE * y, RATE_ONE * y + rate * r, 'halfUp');
  const two = 2n * RATE_ONE;
  const stub = two * y + (2n * r - y) * rate;
  return divide(PRICE_PAR * two * y * two, stub * (two + rate), 'halfUp');
}

/** Dollars in cents paid for a face amount in cents at a price per 100, rounded half-up. */
export function purchaseCents(faceCents: bigint, price: bigint): bigint {
  return divide(faceCents * price, PRICE_PAR, 'halfUp');
}

/**
 * Price accreted in a straight line from issue to maturity after `elapsed` days of `term`.
 * @throws PricingError `bill_matured`
 */
export function accreteStraightLine(issuePrice: bigint, term: number, elapsed: number): bigint {
  const t = termDays(term);
  return divide(issuePrice * t + (PRICE_PAR - issuePrice) * BigInt(elapsed), t, 'halfUp');
}

function termDays(days: number): bigint {
  if (!Number.isInteger(days) || days <= 0) {
    throw new PricingError(
      'bill_matured',
      `A bill with ${days} days to maturity cannot be priced: it has matured, record it as cash.`,
    );
  }
  return BigInt(days);
}
