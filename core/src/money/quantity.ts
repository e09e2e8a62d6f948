import {
  AmountError,
  formatDecimal,
  parseDecimal,
  pow10,
  rescale,
  type FormatOptions,
} from './decimal.js';
import { divide, mulDiv, type Rounding } from './mul-div.js';

/** What is counted, and to how many decimals. */
export interface Unit {
  /** Shown to people: `USD`, `share`, `fine oz`. Two units with the same code may be converted. */
  readonly code: string;
  readonly scale: number;
}

/** An exact number of a unit, held in base units (unit × 10^−scale). */
export interface Quantity {
  readonly value: bigint;
  readonly unit: Unit;
}

export const USD_CENTS: Unit = { code: 'USD', scale: 2 };
/** Dollars to six decimals: NAV per share, fair values, feed answers. */
export const USD6: Unit = { code: 'USD', scale: 6 };
export const FUND_SHARES: Unit = { code: 'share', scale: 6 };
export const FINE_OUNCES: Unit = { code: 'fine oz', scale: 18 };

/** A quantity from base units. */
export function quantity(value: bigint, unit: Unit): Quantity {
  return { value, unit };
}

/**
 * Reads a decimal string of a unit.
 * @throws AmountError see `parseDecimal`
 */
export function parseQuantity(
  text: unknown,
  unit: Unit,
  options: { allowNegative?: boolean; field?: string } = {},
): Quantity {
  return { value: parseDecimal(text, { ...options, scale: unit.scale }), unit };
}

/** `1,234.50 USD`-style text; pass `group: ','` for separators. */
export function formatQuantity(q: Quantity, options: FormatOptions = {}): string {
  return `${formatDecimal(q.value, q.unit.scale, options)} ${q.unit.code}`;
}

/** a + b. @throws AmountError `unit_mismatch` */
export function addQuantities(a: Quantity, b: Quantity): Quantity {
  sameUnit(a.unit, b.unit);
  return { value: a.value + b.value, unit: a.unit };
}

/** a − b. @throws AmountError `unit_mismatch` */
export function subtractQuantities(a: Quantity, b: Quantity): Quantity {
  sameUnit(a.unit, b.unit);
  return { value: a.value - b.value, unit: a.unit };
}

/** q × numerator / denominator, rounded once. */
export function multiplyQuantity(
  q: Quantity,
  numerator: bigint,
  denominator: bigint,
  rounding: Rounding,
): Quantity {
  return { value: mulDiv(q.value, numerator, denominator, rounding), unit: q.unit };
}

/** The same amount at another scale of the same unit. @throws AmountError `unit_mismatch` */
export function convertQuantity(q: Quantity, unit: Unit, rounding: Rounding): Quantity {
  if (q.unit.code !== unit.code) throw mismatch(q.unit, unit);
  return { value: rescale(q.value, q.unit.scale, unit.scale, rounding), unit };
}

/** Worth of q at a price per one unit: price base units × quantity / 10^scale. */
export function worth(q: Quantity, pricePerUnit: Quantity, rounding: Rounding): Quantity {
  return {
    value: divide(q.value * pricePerUnit.value, pow10(q.unit.scale), rounding),
    unit: pricePerUnit.unit,
  };
}

/** −1, 0 or 1. @throws AmountError `unit_mismatch` */
export function compareQuantities(a: Quantity, b: Quantity): -1 | 0 | 1 {
  sameUnit(a.unit, b.unit);
  if (a.value === b.value) return 0;
  return a.value < b.value ? -1 : 1;
}

function sameUnit(a: Unit, b: Unit): void {
  if (a.code !== b.code || a.scale !== b.scale) throw mismatch(a, b);
}

function mismatch(a: Unit, b: Unit): AmountError {
  return new AmountError(
    'unit_mismatch',
    `Cannot combine ${a.code} (${a.scale} decimals) with ${b.code} (${b.scale} decimals): convert one first.`,
  );
}
