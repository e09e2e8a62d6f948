import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { unfit } from './unfit.js';

type Code = z.core.$ZodIssue['code'];

const said = (schema: z.ZodType, value: unknown): string[] =>
  schema.safeParse(value, { error: unfit }).error?.issues.map(({ message }) => message) ?? [];

const text = z.string();
const day = (iso: string) => new Date(iso);

/** Every way in which a request can fail to fit; a kind of issue that is not here does not compile. */
const CASES: Record<Code, [schema: z.ZodType, value: unknown, words: string][]> = {
  invalid_type: [
    [text, undefined, 'must be given'],
    [z.strictObject({ name: text }), {}, 'must be given'],
    [z.literal('a'), undefined, 'must be given'],
    [z.enum(['a', 'b']), undefined, 'must be given'],
    [text, null, 'must be a text'],
    [text, 1, 'must be a text'],
    [z.number(), 'x', 'must be a number'],
    [z.number(), Number.NaN, 'must be a number'],
    [z.coerce.number(), 'x', 'must be a number'],
    [z.int(), 1.5, 'must be a whole number'],
    [z.bigint(), 1, 'must be a whole number'],
    [z.boolean(), 'yes', 'must be yes or no'],
    [z.array(text), {}, 'must be a list'],
    [z.set(text), [], 'must be a list'],
    [z.tuple([text]), 'a', 'must be a list'],
    [z.date(), 'x', 'must be a time'],
    [z.file(), 'x', 'must be a file'],
    [z.null(), 1, 'must be left out'],
    [z.never(), 1, 'must be left out'],
    [z.strictObject({}), 'x', 'must be an object with named fields'],
    [z.record(text, text), 1, 'must be an object with named fields'],
  ],
  invalid_value: [
    [z.literal('USD'), 'EUR', 'must be USD'],
    [z.literal(6), 7, 'must be 6'],
    [z.enum(['person', 'entity']), 'dog', 'must be one of person, entity'],
    [
      z.stringbool(),
      'perhaps',
      'must be one of true, 1, yes, on, y, enabled, false, 0, no, off, n, disabled',
    ],
  ],
  too_small: [
    [text.min(1), '', 'must not be empty'],
    [text.min(12), 'short', 'must have at least 12 characters'],
    [text.length(2), 'D', 'must have exactly 2 characters'],
    [text.length(1), '', 'must have exactly 1 character'],
    [z.array(text).min(1), [], 'must not be empty'],
    [z.array(text).min(2), ['a'], 'must have at least 2 entries'],
    [z.set(text).min(2), new Set(), 'must have at least 2 entries'],
    [z.map(text, text).min(1), new Map(), 'must not be empty'],
    [z.file().min(2), new File(['a'], 'a'), 'must have at least 2 bytes'],
    [z.int().min(3), 2, 'must be at least 3'],
    [z.number().gt(0), 0, 'must be above 0'],
    [z.number().min(0.5), 0, 'must be at least 0.5'],
    [z.bigint().min(1n), 0n, 'must be at least 1'],
    [z.object({ claimYears: z.int().min(3) }), { claimYears: 2 }, 'must be at least 3 years'],
    [z.object({ bandBps: z.int().min(1) }), { bandBps: 0 }, 'must be at least 1 basis point'],
    [z.object({ waitSeconds: z.int().gt(0) }), { waitSeconds: 0 }, 'must be above 0 seconds'],
    [z.object({ holidays: z.array(z.int().min(1)) }), { holidays: [0] }, 'must be at least 1 day'],
    [
      z.date().min(day('2026-04-15')),
      day('2026-04-14'),
      'must be at 2026-04-15T00:00:00.000Z or later',
    ],
  ],
  too_big: [
    [text.max(3), 'long', 'must have at most 3 characters'],
    [text.max(1), 'ab', 'must have at most 1 character'],
    [text.length(2), 'DEU', 'must have exactly 2 characters'],
    [z.array(text).max(1), ['a', 'b'], 'must have at most 1 entry'],
    [z.int().max(10), 11, 'must be at most 10'],
    [z.int(), 2 ** 60, `must be at most ${Number.MAX_SAFE_INTEGER}`],
    [z.number().lt(10), 10, 'must be below 10'],
    [
      z.object({ coolingOffHours: z.int().max(720) }),
      { coolingOffHours: 721 },
      'must be at most 720 hours',
    ],
    [
      z.object({ feeBpsPerYear: z.number().lt(500) }),
      { feeBpsPerYear: 500 },
      'must be below 500 basis points',
    ],
    [
      z.date().max(day('2026-04-15')),
      day('2026-04-16'),
      'must be at 2026-04-15T00:00:00.000Z or earlier',
    ],
  ],
  invalid_format: [
    [z.email(), 'x', 'must be an e-mail address such as name@example.com'],
    [z.url(), 'x', 'must be a web address such as https://example.com'],
    [z.iso.date(), '2026-02-30', 'must be a day of the calendar such as 2026-04-15'],
    [z.iso.datetime(), 'x', 'must be a time such as 2026-04-15T12:00:00.000Z'],
    [z.iso.time(), 'x', 'must be a time of day such as 12:00:00'],
    [z.iso.duration(), 'x', 'must be a duration such as P1DT12H'],
    [z.uuid(), 'x', 'must be an identifier (UUID) such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    [z.guid(), 'x', 'must be an identifier (UUID) such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301'],
    [text.startsWith('0x'), 'x', 'must begin with “0x”'],
    [text.endsWith('Z'), 'x', 'must end with “Z”'],
    [text.includes('@'), 'x', 'must have “@” in it'],
    [text.regex(/^a$/), 'b', 'must be written in another form'],
    [text.regex(/^a$/, 'must be an a'), 'b', 'must be an a'],
    [z.base64(), '%', 'must be written in another form'],
  ],
  not_multiple_of: [[z.number().multipleOf(5), 7, 'must be a multiple of 5']],
  unrecognized_keys: [
    [z.strictObject({}), { a: 1 }, 'must not have the field a'],
    [z.strictObject({}), { a: 1, b: 2 }, 'must not have the fields a, b'],
  ],
  invalid_union: [
    [z.union([text, z.number()]), true, 'must be in one of the forms that are taken here'],
    [z.xor([text, z.any()]), 'a', 'must be in one of the forms that are taken here'],
    [
      z.discriminatedUnion('kind', [
        z.strictObject({ kind: z.literal('fixed') }),
        z.strictObject({ kind: z.literal('nav') }),
      ]),
      { kind: 'free' },
      'must be one of fixed, nav',
    ],
  ],
  invalid_key: [[z.record(z.email(), text), { a: 'b' }, 'must have other names for its entries']],
  invalid_element: [
    [z.map(z.date(), text), new Map([[day('2026-04-15'), 1]]), 'must have other entries'],
  ],
  custom: [
    [text.refine(() => false), 'x', 'must be something else'],
    [text.refine(() => false, 'must be true'), 'x', 'must be true'],
  ],
};

describe('why a value does not fit', () => {
  it.each(Object.entries(CASES))('is said where it is %s', (_, cases) => {
    expect(cases.map(([schema, value]) => said(schema, value))).toEqual(
      cases.map(([, , words]) => [words]),
    );
  });

  it('is told by cases of the kind they stand under', () => {
    const kinds = Object.entries(CASES).flatMap(([code, cases]) =>
      cases.flatMap(([schema, value]) =>
        (schema.safeParse(value).error?.issues ?? []).map((issue) => [code, issue.code]),
      ),
    );
    const missing = ['invalid_value', 'invalid_type'];
    expect(kinds.filter(([code, is]) => code !== is && !missing.includes(is ?? ''))).toEqual([]);
  });
});
