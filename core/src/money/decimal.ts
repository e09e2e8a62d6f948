import { CoreError } from '../errors.js';
import { abs, divide, type Rounding } from './mul-div.js';

/** Digits a NUMERIC(78,0) column, and a uint256, can hold. */
export const MAX_DIGITS = 78;

/** A text or number that is not an amount. Codes are listed at `parseDecimal`. */
export class AmountError extends CoreError {}

export interface ParseOptions {
  /** Most decimals accepted, and the scale of the result. */
  scale: number;
  /** Accept a leading minus sign (default false). */
  allowNegative?: boolean;
  /** Name used in the message, such as `amount` (default `amount`). */
  field?: string;
}

const PLAIN = /^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/;

/**
 * Reads a plain decimal string into base units: `parseDecimal('12.5', { scale: 2 })` is `1250n`.
 * No exponent, sign (unless allowed), separators, blanks or leading zeros; nothing is ever rounded.
 * @throws AmountError `amount_not_text`, `amount_empty`, `amount_exponent`, `amount_not_finite`,
 *   `amount_negative`, `amount_malformed`, `amount_too_many_decimals`, `amount_too_large`
 */
export function parseDecimal(text: unknown, options: ParseOptions): bigint {
  const field = options.field ?? 'amount';
  assertScale(options.scale);
  if (typeof text !== 'string') {
    throw new AmountError(
      'amount_not_text',
      `${field} must be a decimal string such as "12.50", not ${text === null ? 'null' : typeof text}.`,
    );
  }
  if (text.length > 200) {
    throw new AmountError(
      'amount_too_large',
      `${field} is ${text.length} characters long; at most ${MAX_DIGITS} digits are accepted.`,
    );
  }
  if (!PLAIN.test(text)) throw malformed(text, field);
  if (text.startsWith('-') && !options.allowNegative) {
    throw new AmountError('amount_negative', `${field} must not be negative: got "${text}".`);
  }
  return readPlain(text, options.scale, field);
}

/**
 * Reads an integer string of base units: digits only, at most 78 of them.
 * @throws AmountError as `parseDecimal`
 */
export function parseBaseUnits(text: unknown, options: Omit<ParseOptions, 'scale'> = {}): bigint {
  return parseDecimal(text, { ...options, scale: 0 });
}

function readPlain(text: string, scale: number, field: string): bigint {
  const negative = text.startsWith('-');
  const [whole = '0', fraction = ''] = (negative ? text.slice(1) : text).split('.');
  if (fraction.length > scale) {
    throw new AmountError(
      'amount_too_many_decimals',
      scale === 0
        ? `${field} must be a whole number: got "${text}".`
        : `${field} takes at most ${scale} decimals: got ${fraction.length} in "${text}".`,
    );
  }
  const value = BigInt(whole + fraction.padEnd(scale, '0'));
  if (value.toString().length > MAX_DIGITS) {
    throw new AmountError(
      'amount_too_large',
      `${field} has more than ${MAX_DIGITS} digits in base units: use a smaller amount.`,
    );
  }
  return negative ? -value : value;
}

function malformed(text: string, field: string): AmountError {
  if (text === '') {
    return new AmountError(
      'amount_empty',
      `${field} is empty: write a number such as "0" or "12.50".`,
    );
  }
  if (/^[-+]?(nan|inf|infinity)$/i.test(text)) {
    return new AmountError('amount_not_finite', `${field} must be a finite number: got "${text}".`);
  }
  if (/^[-+]?[0-9.]+e[-+]?[0-9]+$/i.test(text)) {
    return new AmountError(
      'amount_exponent',
      `${field} must be written out in full, without an exponent: got "${text}".`,
    );
  }
  return new AmountError(
    'amount_malformed',
    `${field} must be plain digits with an optional decimal point (no blanks, signs, separators ` +
      `or leading zeros): got "${text}".`,
  );
}

export interface FormatOptions {
  /** Drop trailing zeros of the fraction, down to this many decimals. */
  minDecimals?: number;
  /** Thousands separator for people, such as `,` (default none). */
  group?: string;
}

/** Writes base units as a decimal string: `formatDecimal(1250n, 2)` is `12.50`. Exact, never rounds. */
export function formatDecimal(value: bigint, scale: number, options: FormatOptions = {}): string {
  assertScale(scale);
  const digits = abs(value)
    .toString()
    .padStart(scale + 1, '0');
  const whole = scale === 0 ? digits : digits.slice(0, -scale);
  let fraction = scale === 0 ? '' : digits.slice(-scale);
  if (options.minDecimals !== undefined) {
    while (fraction.length > options.minDecimals && fraction.endsWith('0')) {
      fraction = fraction.slice(0, -1);
    }
  }
  const grouped = options.group ? whole.replace(/\B(?=([0-9]{3})+$)/g, options.group) : whole;
  return `${value < 0n ? '-' : ''}${grouped}${fraction === '' ? '' : `.${fraction}`}`;
}

/** Base units at one scale as base units at another: to fewer decimals the rounding is named. */
export function rescale(value: bigint, from: number, to: number, rounding: Rounding): bigint {
  assertScale(from);
  assertScale(to);
  return to >= from ? value * pow10(to - from) : divide(value, pow10(from - to), rounding);
}

/** 10ⁿ for 0 ≤ n. */
export function pow10(n: number): bigint {
  return 10n ** BigInt(n);
}

function assertScale(scale: number): void {
  if (!Number.isInteger(scale) || scale < 0 || scale > MAX_DIGITS) {
    throw new AmountError(
      'scale_out_of_range',
      `A scale is a whole number of decimals from 0 to ${MAX_DIGITS}: got ${scale}.`,
    );
  }
}
