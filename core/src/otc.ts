import { CoreError } from './errors.js';

/** A fill that an order does not allow. */
export class OtcError extends CoreError {}

/** An order of the board; base units. */
export interface OtcTerms {
  sells: boolean;
  amount: bigint;
  /** Payment for the whole amount. */
  price: bigint;
}

/**
 * What filling `amount` of an order costs the buyer, when `filled` of it was filled before: the difference of
 * two running totals, each rounded in the maker's favour, so that all fills add up to the price. Source:
 * `Settlement.quote`.
 * @throws OtcError `beyond_order`, `bad_order`
 */
export function fillPayment(order: OtcTerms, filled: bigint, amount: bigint): bigint {
  if (order.amount <= 0n || order.price <= 0n) {
    throw new OtcError('bad_order', 'An order has an amount and a price above zero.');
  }
  if (filled < 0n || amount <= 0n || filled + amount > order.amount) {
    throw new OtcError(
      'beyond_order',
      `${order.amount - filled} base units are left of the order: ${amount} cannot be taken.`,
    );
  }
  return costOf(order, filled + amount) - costOf(order, filled);
}

/** What the first `filled` base units cost: up when the maker sells, down when it buys. */
const costOf = ({ sells, amount, price }: OtcTerms, filled: bigint): bigint =>
  (price * filled + (sells ? amount - 1n : 0n)) / amount;
