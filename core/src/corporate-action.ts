import { CoreError } from './errors.js';
import { pow10 } from './money/decimal.js';

/** A corporate action that cannot be carried out as asked. */
export class CorporateActionError extends CoreError {}

/** What becomes of a holding; base units. */
export interface Outcome {
  /** Of the asset, taken from the holder. */
  burned: bigint;
  /** Of the new token, or of the payment token. */
  gained: bigint;
  /** Of the asset, left with the holder. */
  left: bigint;
}

/**
 * A split or consolidation, `numerator` new base units for `denominator` old ones: new units are rounded
 * down, only what they cost is burnt, and every old unit that makes no new one stays with its holder.
 * Source: `CorporateActions.previewConvert`.
 * @throws CorporateActionError `bad_ratio`, `bad_balance`
 */
export function convertHolding(balance: bigint, numerator: bigint, denominator: bigint): Outcome {
  if (numerator <= 0n || denominator <= 0n || numerator === denominator) {
    throw new CorporateActionError(
      'bad_ratio',
      `${numerator} for ${denominator} is no split or consolidation: give two different numbers above zero.`,
    );
  }
  checkBalance(balance);
  const gained = (balance * numerator) / denominator;
  const burned = (gained * denominator + numerator - 1n) / numerator;
  return { burned, gained, left: balance - burned };
}

/**
 * A redemption at `price` base units of payment for one whole token: everything is burnt and the payment
 * is rounded down; the dust is the issuer's. Source: `CorporateActions.previewRedeem`.
 * @throws CorporateActionError `bad_price`, `bad_balance`
 */
export function redeemHolding(balance: bigint, price: bigint, decimals: number): Outcome {
  checkPrice(price);
  checkBalance(balance);
  return { burned: balance, gained: (balance * price) / pow10(decimals), left: 0n };
}

/** What must be funded before anybody is paid: the whole supply at the price, rounded up. @throws CorporateActionError `bad_price` */
export function redemptionCover(supply: bigint, price: bigint, decimals: number): bigint {
  checkPrice(price);
  const unit = pow10(decimals);
  return (supply * price + unit - 1n) / unit;
}

function checkPrice(price: bigint): void {
  if (price > 0n) return;
  throw new CorporateActionError('bad_price', 'A redemption has a price above zero.');
}

function checkBalance(balance: bigint): void {
  if (balance >= 0n) return;
  throw new CorporateActionError('bad_balance', 'A holding is not negative: check the ledger.');
}
