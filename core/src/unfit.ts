import type { z } from 'zod';

/** Why a schema does not take a value, as zod tells it before it has words. */
type Unfit = z.core.$ZodRawIssue;

/** One of something, and several. */
type Unit = readonly [one: string, many: string];

/** Units that a field says in its name: `coolingOffHours`, `feeBps`. */
const UNITS: readonly [RegExp, Unit][] = [
  [/bps(PerYear)?$/i, ['basis point', 'basis points']],
  [/cents$/i, ['US cent', 'US cents']],
  [/seconds$/i, ['second', 'seconds']],
  [/minutes$/i, ['minute', 'minutes']],
  [/hours$/i, ['hour', 'hours']],
  [/days(Before)?$/i, ['day', 'days']],
  [/months$/i, ['month', 'months']],
  [/years$/i, ['year', 'years']],
  [/squareFeet$/i, ['square foot', 'square feet']],
  [/^percent$/, ['percent', 'percent']],
];

/** What is counted of a text, a list or a file. */
const COUNTED: Readonly<Record<string, Unit>> = {
  string: ['character', 'characters'],
  array: ['entry', 'entries'],
  set: ['entry', 'entries'],
  map: ['entry', 'entries'],
  file: ['byte', 'bytes'],
};

/**
 * Why a value does not fit, said to a person: what it must be, with bound and unit, to be read behind the field's name.
 * A schema's own words go before these. For zod: `schema.safeParse(value, { error: unfit })`.
 */
export function unfit(issue: Unfit): string {
  const { input } = issue;
  if (input === undefined && issue.code !== 'custom') return 'must be given';
  switch (issue.code) {
    case 'invalid_type':
      return typeWanted(issue.expected);
    case 'invalid_value':
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    case 'invalid_format':
      return formWanted(issue);
    case 'not_multiple_of':
      return `must be a multiple of ${String(issue.divisor)}`;
    case 'unrecognized_keys':
      return issue.keys.length === 1
        ? `must not have the field ${issue.keys.join()}`
        : `must not have the fields ${issue.keys.join(', ')}`;
    case 'invalid_union':
      return Array.isArray(issue.options)
        ? `must be one of ${issue.options.map(String).join(', ')}`
        : 'must be in one of the forms that are taken here';
    case 'invalid_key':
      return 'must have other names for its entries';
    case 'invalid_element':
      return 'must have other entries';
    case 'custom':
      return 'must be something else';
  }
}

function typeWanted(expected: string): string {
  switch (expected) {
    case 'string':
      return 'must be a text';
    case 'number':
    case 'nan':
      return 'must be a number';
    case 'int':
    case 'bigint':
      return 'must be a whole number';
    case 'boolean':
      return 'must be yes or no';
    case 'array':
    case 'set':
    case 'tuple':
      return 'must be a list';
    case 'date':
      return 'must be a time';
    case 'file':
      return 'must be a file';
    case 'null':
    case 'undefined':
    case 'never':
    case 'void':
      return 'must be left out';
    default:
      return 'must be an object with named fields';
  }
}

function tooSmall(issue: Extract<Unfit, { code: 'too_small' }>): string {
  const { origin, minimum, inclusive = true } = issue;
  const counted = COUNTED[origin];
  if (counted) {
    const least = BigInt(minimum) + (inclusive ? 0n : 1n);
    if (issue.exact) return `must have exactly ${least} ${unitOf(least, counted)}`;
    if (least === 1n) return 'must not be empty';
    return `must have at least ${least} ${unitOf(least, counted)}`;
  }
  if (origin === 'date') {
    const time = new Date(Number(minimum)).toISOString();
    return inclusive ? `must be at ${time} or later` : `must be after ${time}`;
  }
  const unit = unitOf(minimum, namedUnit(issue.path));
  if (unit === null) {
    return inclusive ? `must be at least ${minimum}` : `must be above ${minimum}`;
  }
  return inclusive ? `must be at least ${minimum} ${unit}` : `must be above ${minimum} ${unit}`;
}

function tooBig(issue: Extract<Unfit, { code: 'too_big' }>): string {
  const { origin, maximum, inclusive = true } = issue;
  const counted = COUNTED[origin];
  if (counted) {
    const most = BigInt(maximum) - (inclusive ? 0n : 1n);
    if (issue.exact) return `must have exactly ${most} ${unitOf(most, counted)}`;
    return `must have at most ${most} ${unitOf(most, counted)}`;
  }
  if (origin === 'date') {
    const time = new Date(Number(maximum)).toISOString();
    return inclusive ? `must be at ${time} or earlier` : `must be before ${time}`;
  }
  const unit = unitOf(maximum, namedUnit(issue.path));
  if (unit === null) {
    return inclusive ? `must be at most ${maximum}` : `must be below ${maximum}`;
  }
  return inclusive ? `must be at most ${maximum} ${unit}` : `must be below ${maximum} ${unit}`;
}

function formWanted(issue: Extract<Unfit, { code: 'invalid_format' }>): string {
  switch (issue.format) {
    case 'email':
      return 'must be an e-mail address such as name@example.com';
    case 'url':
      return 'must be a web address such as https://example.com';
    case 'date':
      return 'must be a day of the calendar such as 2026-04-15';
    case 'datetime':
      return 'must be a time such as 2026-04-15T12:00:00.000Z';
    case 'time':
      return 'must be a time of day such as 12:00:00';
    case 'duration':
      return 'must be a duration such as P1DT12H';
    case 'uuid':
    case 'guid':
      return 'must be an identifier (UUID) such as 3f2504e0-4f89-41d3-9a0c-0305e82c3301';
    case 'starts_with':
      return `must begin with “${String(issue.prefix)}”`;
    case 'ends_with':
      return `must end with “${String(issue.suffix)}”`;
    case 'includes':
      return `must have “${String(issue.includes)}” in it`;
    case 'safeint':
    case 'int32':
    case 'uint32':
      return 'must be a whole number';
    default:
      return 'must be written in another form';
  }
}

/** Of the field that the path ends at; null where its name says none. */
function namedUnit(path: readonly PropertyKey[] | undefined): Unit | null {
  const field = path?.findLast((part) => typeof part === 'string') ?? '';
  return UNITS.find(([name]) => name.test(field))?.[1] ?? null;
}

const unitOf = (count: number | bigint, unit: Unit | null): string | null =>
  unit && (Number(count) === 1 ? unit[0] : unit[1]);
