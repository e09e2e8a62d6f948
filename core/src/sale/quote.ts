import { CoreError } from '../errors.js';
import { pow10 } from '../money/decimal.js';
import { mulDiv } from '../money/mul-div.js';

/** A price nothing can be sold at. */
export class QuoteError extends CoreError {}

/** A price per whole token, and the scales of what changes hands. */
export interface SalePrice {
  /** Payment per whole token × 10^`decimals`, above zero. */
  value: bigint;
  decimals: number;
  tokenDecimals: number;
  paymentDecimals: number;
}

/**
 * Tokens for a payment, base units of both, rounded down as the sale's contract does it: what buys less than one base
 * unit stays with the issuer.
 * @throws QuoteError `price_not_positive`
 */
export function tokensFor(payment: bigint, price: SalePrice): bigint {
  if (price.value <= 0n) {
    throw new QuoteError('price_not_positive', 'Tokens can only be sold at a price above zero.');
  }
  return mulDiv(
    payment,
    pow10(price.decimals + price.tokenDecimals),
    price.value * pow10(price.paymentDecimals),
    'floor',
  );
}
