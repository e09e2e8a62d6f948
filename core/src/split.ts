import { CoreError } from './errors.js';

/** A split that cannot be made. */
export class SplitError extends CoreError {}

/** Parts in the order of the weights; `carried` was given to nobody. */
export interface Split {
  parts: bigint[];
  carried: bigint;
}

/**
 * Each gets floor(amount × weight / total); what is left over is carried to the next distribution.
 * This is what a contract can pay out without a loop over holders.
 * @throws SplitError `amount_negative`, `weight_negative`, `no_weight`
 */
export function splitFloor(amount: bigint, weights: readonly bigint[]): Split {
  const total = totalWeight(amount, weights);
  const parts = weights.map((weight) => (amount * weight) / total);
  return { parts, carried: amount - parts.reduce((sum, part) => sum + part, 0n) };
}

/**
 * The whole amount by largest remainder (Hamilton): floors first, then one base unit each to the largest
 * remainders. Equal remainders go to the larger weight, then to the earlier place, so that the same input
 * always gives the same answer.
 * @throws SplitError `amount_negative`, `weight_negative`, `no_weight`
 */
export function splitLargestRemainder(amount: bigint, weights: readonly bigint[]): bigint[] {
  const total = totalWeight(amount, weights);
  const { parts, carried } = splitFloor(amount, weights);
  const order = weights
    .map((weight, place) => ({ weight, place, rest: (amount * weight) % total }))
    .sort(
      (a, b) => descending(a.rest, b.rest) || descending(a.weight, b.weight) || a.place - b.place,
    );
  for (const { place } of order.slice(0, Number(carried))) {
    parts[place] = (parts[place] ?? 0n) + 1n;
  }
  return parts;
}

function descending(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}

function totalWeight(amount: bigint, weights: readonly bigint[]): bigint {
  if (amount < 0n) throw new SplitError('amount_negative', 'Only zero or more can be split.');
  if (weights.some((weight) => weight < 0n)) {
    throw new SplitError('weight_negative', 'A weight must not be negative: check the holdings.');
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0n);
  if (total === 0n)
    throw new SplitError('no_weight', 'There is nobody to split among: all weights are zero.');
  return total;
}
