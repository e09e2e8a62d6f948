/** Calendar arithmetic on day numbers (days since 1970-01-01), without the Date object. */
export interface Civil {
  year: number;
  month: number;
  day: number;
}

/** Day number of a civil date (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
export function dayNumber({ year, month, day }: Civil): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146_097 + dayOfEra - 719_468;
}

/** `2026-04-15` as a civil date. */
export function civil(text: string): Civil {
  const parts = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/.exec(text);
  if (!parts) throw new RangeError(`not a date: "${text}"`);
  return { year: Number(parts[1]), month: Number(parts[2]), day: Number(parts[3]) };
}

export const day = (text: string): number => dayNumber(civil(text));

export const leap = (year: number): boolean =>
  (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

export function monthLength(year: number, month: number): number {
  if (month === 2) return leap(year) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** The same day `months` later (or earlier); the month's last day where it has no such day. */
export function shiftMonths(from: Civil, months: number, keepMonthEnd = false): Civil {
  const count = from.year * 12 + (from.month - 1) + months;
  const year = Math.floor(count / 12);
  const month = count - year * 12 + 1;
  const last = monthLength(year, month);
  const atEnd = keepMonthEnd && from.day === monthLength(from.year, from.month);
  return { year, month, day: atEnd ? last : Math.min(from.day, last) };
}

/** Whether the year that begins on the day after `from` holds a 29 February. */
export function leapDayFollows(from: Civil): boolean {
  const start = dayNumber(from);
  const end = dayNumber(shiftMonths(from, 12));
  return [from.year, from.year + 1].some((year) => {
    const leapDay = dayNumber({ year, month: 2, day: 29 });
    return leap(year) && leapDay > start && leapDay <= end;
  });
}

/** Unix seconds of 16:00 in New York on a date: daylight saving from March's second Sunday to November's first. */
export function sixteenInNewYork(date: Civil): number {
  const here = dayNumber(date);
  const summer = here >= nthSunday(date.year, 3, 2) && here < nthSunday(date.year, 11, 1);
  return here * 86_400 + (16 + (summer ? 4 : 5)) * 3600;
}

function nthSunday(year: number, month: number, nth: number): number {
  const first = dayNumber({ year, month, day: 1 });
  // Day 0 was a Thursday, so day numbers that leave 3 by seven are Sundays.
  const offset = (((3 - first) % 7) + 7) % 7;
  return first + offset + 7 * (nth - 1);
}
