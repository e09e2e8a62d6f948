import { CoreError } from '../errors.js';
import { formatDecimal, parseDecimal } from '../money/decimal.js';

/** Rates are fractions per year × 10⁹: 3.71 % is 37 100 000. */
export const RATE_SCALE = 9;
export const RATE_ONE = 1_000_000_000n;
/** Prices are dollars per 100 of face × 10⁶. */
export const PRICE_SCALE = 6;
export const PRICE_PAR = 100_000_000n;

/** A security that cannot be priced as asked; `code` says why. */
export class PricingError extends CoreError {}

/** A percentage such as `3.71` as a rate. @throws AmountError see `parseDecimal` */
export function parsePercent(text: unknown, field = 'rate', allowNegative = false): bigint {
  return parseDecimal(text, { scale: RATE_SCALE - 2, field, allowNegative });
}

/** A rate as a percentage: `formatPercent(37100000n)` is `3.7100000`; `minDecimals` trims zeros. */
export function formatPercent(rate: bigint, minDecimals = 3): string {
  return formatDecimal(rate, RATE_SCALE - 2, { minDecimals });
}

/** A price per 100 such as `98.81`. @throws AmountError see `parseDecimal` */
export function parsePrice(text: unknown, field = 'price'): bigint {
  return parseDecimal(text, { scale: PRICE_SCALE, field });
}
