import { CoreError } from '../errors.js';

/**
 * How a quotient that is not whole becomes one.
 * `floor` towards −∞, `ceil` towards +∞, `halfUp` to the nearest with ties away from zero,
 * `halfEven` to the nearest with ties to the even neighbour.
 */
export type Rounding = 'floor' | 'ceil' | 'halfUp' | 'halfEven';

/** A division that has no answer. */
export class DivisionError extends CoreError {}

/** Absolute value of a bigint. */
export function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

/**
 * Whole quotient numerator / denominator under a named rounding.
 * @throws DivisionError `division_by_zero`
 */
export function divide(numerator: bigint, denominator: bigint, rounding: Rounding): bigint {
  if (denominator === 0n) {
    throw new DivisionError('division_by_zero', 'Cannot divide by zero: check the denominator.');
  }
  const negative = numerator < 0n !== denominator < 0n;
  const n = abs(numerator);
  const d = abs(denominator);
  const quotient = n / d;
  const rest = n % d;
  if (rest === 0n) return negative ? -quotient : quotient;
  const magnitude = quotient + (awayFromZero(quotient, rest, d, negative, rounding) ? 1n : 0n);
  return negative ? -magnitude : magnitude;
}

function awayFromZero(
  quotient: bigint,
  rest: bigint,
  denominator: bigint,
  negative: boolean,
  rounding: Rounding,
): boolean {
  switch (rounding) {
    case 'floor':
      return negative;
    case 'ceil':
      return !negative;
    case 'halfUp':
      return rest * 2n >= denominator;
    case 'halfEven':
      return rest * 2n > denominator || (rest * 2n === denominator && quotient % 2n === 1n);
  }
}

/**
 * a × b / d in one step, rounded once: the intermediate product is exact.
 * @throws DivisionError `division_by_zero`
 */
export function mulDiv(a: bigint, b: bigint, d: bigint, rounding: Rounding): bigint {
  return divide(a * b, d, rounding);
}

/**
 * Largest whole r with r² ≤ value.
 * @throws DivisionError `square_root_of_negative`
 */
export function integerSqrt(value: bigint): bigint {
  if (value < 0n) {
    throw new DivisionError(
      'square_root_of_negative',
      'A negative number has no real square root: check the rate and price.',
    );
  }
  if (value < 2n) return value;
  let root = 1n << BigInt(Math.ceil(value.toString(2).length / 2));
  for (;;) {
    const next = (root + value / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
