import { z } from 'zod';

/** A whole number as text, zero or more. */
export const whole = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'must be a whole number of up to 78 digits, as text');
/** A whole number as text that may be negative. */
export const signedWhole = z.string().regex(/^(0|-?[1-9][0-9]{0,77})$/);
/** An instant as `2026-04-15T20:00:00.000Z`. */
export const instant = z
  .string()
  .regex(
    /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/,
    'must be a time such as 2026-04-15T12:00:00.000Z',
  );
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);
/** SHA-256, lower-case hex without prefix. */
export const sha256Text = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256: 64 hex digits in lower case');
/** 32 bytes, lower-case hex. */
export const hash32 = z.string().regex(/^0x[0-9a-f]{64}$/);
/** An account or contract, EIP-55. */
export const address = z.string().regex(/^0x[0-9a-fA-F]{40}$/);
export const blockNumber = z.int().min(0);

/** `2026-04-15T20:00:00.000Z` as Unix seconds, rounded down. */
export const unixSeconds = (at: string): number => Math.floor(Date.parse(at) / 1000);

/** Sum of whole numbers in text. */
export const sumOf = (numbers: readonly string[]): bigint =>
  numbers.reduce((sum, number) => sum + BigInt(number), 0n);
