import { CoreError, parseBaseUnits, parseDecimal } from '@cadastre/core';
import { z } from 'zod';

/** Fields of requests that carry amounts, names and codes. Amounts stay text: nothing rounds them. */

/** Text of several lines for people, without other control characters. */
export const text = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must have at most ${max} characters`)
    .refine((value) => !/[\p{Cc}\p{Cs}]/u.test(value.replace(/[\n\r\t]/g, '')), {
      error: 'must not hold control characters',
    });

/** Whole base units of `field`: digits only, at most 78 of them. */
export const baseUnits = (field: string) =>
  amount((value) => parseBaseUnits(value, { field })).describe('integer in base units');

/** Whole US cents. */
export const cents = (field: string) =>
  amount((value) => parseBaseUnits(value, { field })).describe('integer, US cents');

/** A plain decimal with at most `scale` decimals. */
export const decimal = (field: string, scale: number) =>
  amount((value) => parseDecimal(value, { field, scale })).describe(
    `decimal, at most ${scale} decimals`,
  );

function amount(read: (value: string) => bigint) {
  return z.string().superRefine((value, check) => {
    try {
      read(value);
    } catch (error) {
      if (!(error instanceof CoreError)) throw error;
      check.addIssue({ code: 'custom', message: error.message });
    }
  });
}

/** ISO 3166-1 alpha-2 in form; whether the country exists is asked of `Countries`. */
export const alpha2 = z
  .string()
  .regex(/^[A-Z]{2}$/, 'must be a country code of two capitals (ISO 3166-1), e.g. DE')
  .describe('country, ISO 3166-1 alpha-2');

export const sha256Hex = z
  .string()
  .regex(/^[0-9a-f]{64}$/, 'must be a SHA-256: 64 hex digits in lower case')
  .describe('SHA-256, hex');
