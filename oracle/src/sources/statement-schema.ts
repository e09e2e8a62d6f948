import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from './document.js';
import { readJson } from './fetch-json.js';

/** A whole number as text, at most 78 digits: never a JSON number, which would lose digits. */
export const whole = z
  .string('must be a whole number written as text')
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'must be a whole number of at most 78 digits')
  .transform(BigInt);

/** An instant as Unix seconds. */
export const instantText = z.iso
  .datetime({ offset: true })
  .transform((text) => Math.floor(Date.parse(text) / 1000));

/** 32 bytes, lower-case hex without prefix. */
export const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hex digits');

/**
 * Reads a JSON statement strictly: every wrong field is named, up to five.
 * @throws Refusal `SOURCE_MALFORMED` (not JSON, cut off), `STATEMENT_SCHEMA`
 */
export function readStatement<T>(document: RawDocument, schema: z.ZodType<T>): T {
  const parsed = schema.safeParse(readJson(document));
  if (parsed.success) return parsed.data;
  const what = parsed.error.issues
    .slice(0, 5)
    .map((issue) => `${issue.path.join('.') || 'statement'}: ${issue.message}`)
    .join('; ');
  throw new Refusal('STATEMENT_SCHEMA', `${document.source}: ${what}.`);
}
