import { AmountError, parseDecimal } from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from './document.js';

/** A JSON number as it was written: `1.10` stays `1.10`, and no digit is lost to a float. */
export class NumberText {
  constructor(readonly text: string) {}
}

/** RFC 6901. */
export const jsonPointer = z
  .string()
  .regex(/^(\/([^~/]|~[01])*)*$/, 'must be a JSON pointer such as /data/price');

/**
 * The JSON value of a document with every number as text.
 * @throws Refusal `SOURCE_MALFORMED` (not UTF-8, cut off, not JSON)
 */
export function readExactJson(document: RawDocument): unknown {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(document.bytes);
    return JSON.parse(text, exact as never) as unknown;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('SOURCE_MALFORMED', `${document.source} is not whole JSON: ${reason}.`);
  }
}

/** `context.source` is the number's own text (ECMAScript: JSON.parse source text access). */
function exact(_key: string, value: unknown, context: { source: string }): unknown {
  return typeof value === 'number' ? new NumberText(context.source) : value;
}

/** What stands at a JSON pointer. @throws Refusal `SOURCE_PATH` */
export function at(value: unknown, pointer: string, where: string): unknown {
  let here = value;
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    const inside = typeof here === 'object' && here !== null && Object.hasOwn(here, key);
    if (!inside) throw new Refusal('SOURCE_PATH', `${where} has nothing at ${pointer}.`);
    here = (here as Record<string, unknown>)[key];
  }
  return here;
}

/**
 * A plain decimal, written as text or as a number. Thousands separators, decimal commas, exponents, NaN
 * and more decimals than the scale are refused, never repaired.
 * @throws Refusal `SOURCE_NUMBER`
 */
export function decimalAt(value: unknown, scale: number, where: string): bigint {
  try {
    const text = value instanceof NumberText ? value.text : value;
    return parseDecimal(text, { scale, allowNegative: true, field: where });
  } catch (error) {
    if (error instanceof AmountError) throw new Refusal('SOURCE_NUMBER', error.message);
    throw error;
  }
}

/** An instant: ISO 8601 with its offset, or whole Unix seconds. @throws Refusal `SOURCE_TIME` */
export function instantAt(value: unknown, where: string): number {
  if (value instanceof NumberText && /^[0-9]{1,10}$/.test(value.text)) return Number(value.text);
  const text = z.iso.datetime({ offset: true }).safeParse(value);
  if (text.success) return Math.floor(Date.parse(text.data) / 1000);
  throw new Refusal(
    'SOURCE_TIME',
    `${where} must be an instant like 2026-04-15T20:00:00Z, or Unix seconds.`,
  );
}
