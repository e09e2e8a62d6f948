import { z } from 'zod';

/** Building blocks of request and response schemas. */

export const uuid = z.uuid();

/** An instant in a response, ISO 8601 UTC: give `date.toISOString()`. */
export const instant = z.iso.datetime();

/** A calendar date, `YYYY-MM-DD`. */
export const isoDate = z.iso.date();

/** A whole number from 0 in a request, as text of up to 78 digits; a `bigint` in code. */
export const wholeNumber = z
  .string()
  .regex(/^(0|[1-9][0-9]{0,77})$/, 'must be a whole number of up to 78 digits, as text')
  .transform((text) => BigInt(text));

/** Like wholeNumber, and not 0. */
export const positiveNumber = z
  .string()
  .regex(/^[1-9][0-9]{0,77}$/, 'must be a whole number above 0 of up to 78 digits, as text')
  .transform((text) => BigInt(text));

/** A whole number in a response, as text: give `value.toString()`. */
export const wholeText = z.string().regex(/^-?(0|[1-9][0-9]*)$/, 'must be a whole number, as text');

/** What a person wrote to justify a decision. */
export const reason = z.string().trim().min(1, 'say why').max(2000);

export const reasonBody = z.strictObject({ reason });
export type ReasonBody = z.output<typeof reasonBody>;

/** No end of a line or other control character; nothing that turns the direction of a text, or cannot be seen in it. */
const PLAIN =
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  /^[^\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]*$/;

/** A short single-line text that reads as it is written: `invoice\u202efdp.exe` would be shown as a PDF. */
export const line = (max: number) =>
  z
    .string()
    .trim()
    .min(1, 'must not be empty')
    .max(max)
    .regex(PLAIN, 'must be one line without control or invisible characters');
