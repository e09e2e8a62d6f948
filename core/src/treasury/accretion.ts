import { divide } from '../money/mul-div.js';
import { PRICE_PAR, PricingError } from './rates.js';

/**
 * Price accreted at the constant yield that takes the issue price to par:
 * P × (100 / P)^(elapsed / term), per 100 × 10⁶, rounded half-up.
 *
 * The root has no finite decimal, so it is found exactly by bisection on whole numbers:
 * x^term against P^(term − elapsed) × 100^elapsed.
 * @throws PricingError `accretion_out_of_range`
 */
export function accreteConstantYield(issuePrice: bigint, term: number, elapsed: number): bigint {
  if (
    !Number.isInteger(term) ||
    term <= 0 ||
    !(elapsed >= 0 && elapsed <= term) ||
    issuePrice <= 0n
  ) {
    throw new PricingError(
      'accretion_out_of_range',
      `Accretion needs a price above zero and 0 ≤ elapsed ≤ term: got ${elapsed} of ${term} days.`,
    );
  }
  // Six guard digits, then one rounding.
  const guard = 1_000_000n;
  const target =
    (issuePrice * guard) ** BigInt(term - elapsed) * (PRICE_PAR * guard) ** BigInt(elapsed);
  let low = 0n;
  let high = (issuePrice > PRICE_PAR ? issuePrice : PRICE_PAR) * guard + 1n;
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** BigInt(term) <= target) low = middle;
    else high = middle;
  }
  return divide(low, guard, 'halfUp');
}
