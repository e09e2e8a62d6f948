/** A day or a span of days, both ends included, ISO. */
export interface DateRange {
  from: string;
  to: string;
  /** As the list writes it. */
  text: string;
}

const MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
/** "circa 1960" is taken for this many years on either side. */
const CIRCA_YEARS = 2;

/**
 * Dates of birth in the remarks of an SDN row: "DOB 10 Dec 1948; alt. DOB 1936; DOB circa 1960; DOB
 * 1962 to 1964". What cannot be read as a date is left out: an unread date never clears anybody.
 */
export function birthDatesOf(remarks: string): DateRange[] {
  return [...remarks.matchAll(/\bDOB ([^;."]+)/g)].flatMap(([, text = '']) => {
    const range = rangeOf(text.trim());
    return range ? [range] : [];
  });
}

function rangeOf(text: string): DateRange | null {
  const circa = /^circa\s+/i.test(text);
  const [first = '', last = first] = text.replace(/^circa\s+/i, '').split(/\s+to\s+|-/);
  const [from, to] = [spanOf(first), spanOf(last)];
  if (!from || !to || from.from > to.to) return null;
  const shift = (day: string, years: number) =>
    `${String(Number(day.slice(0, 4)) + years).padStart(4, '0')}${day.slice(4)}`;
  return {
    from: circa ? shift(from.from, -CIRCA_YEARS) : from.from,
    to: circa ? shift(to.to, CIRCA_YEARS) : to.to,
    text,
  };
}

/** 1948, Dec 1948 or 10 Dec 1948. */
function spanOf(text: string): { from: string; to: string } | null {
  const parts = /^(?:(?:(\d{1,2}) )?([A-Z][a-z]{2}) )?(\d{4})$/.exec(text.trim());
  if (!parts) return null;
  const [, day, monthName, year] = parts;
  if (!monthName) return { from: `${year}-01-01`, to: `${year}-12-31` };
  const month = MONTHS.indexOf(monthName) + 1;
  if (month === 0) return null;
  const at = (d: string) => `${year}-${String(month).padStart(2, '0')}-${d}`;
  if (day) return { from: at(day.padStart(2, '0')), to: at(day.padStart(2, '0')) };
  return { from: at('01'), to: at('31') };
}

/** What a subject's date of birth says beside a listed one. */
export type DateVerdict = 'same' | 'near' | 'different' | 'unknown';

export interface DateMatch {
  verdict: DateVerdict;
  /** The listed date that is nearest, as the list writes it. */
  listed: string | null;
}

/** Years that a date may be off by mistake or by another calendar and still speak for nobody's being another. */
const NEAR_YEARS = 2;

/** Compares a day (ISO) with all listed ones; the one that fits best counts. */
export function compareBirth(subject: string | undefined, listed: readonly DateRange[]): DateMatch {
  const [first] = listed;
  if (!subject || !first) return { verdict: 'unknown', listed: null };
  const same = listed.find((range) => range.from <= subject && subject <= range.to);
  if (same) return { verdict: 'same', listed: same.text };
  const year = Number(subject.slice(0, 4));
  const near = listed.find(
    (range) =>
      Number(range.from.slice(0, 4)) - NEAR_YEARS <= year &&
      year <= Number(range.to.slice(0, 4)) + NEAR_YEARS,
  );
  return near
    ? { verdict: 'near', listed: near.text }
    : { verdict: 'different', listed: first.text };
}
