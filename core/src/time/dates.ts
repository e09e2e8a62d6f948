import { CoreError } from '../errors.js';

/** A calendar date `YYYY-MM-DD` (proleptic Gregorian, no time zone). Compares correctly as text. */
export type IsoDate = string;

/** A text that is not a date, or a date out of reach. */
export class DateError extends CoreError {}

export interface CalendarDate {
  year: number;
  /** 1 to 12. */
  month: number;
  /** 1 to 31. */
  day: number;
}

const ISO = /^([0-9]{4})-([0-9]{2})-([0-9]{2})$/;

/** Whether a year has a 29 February. */
export function isLeapYear(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days in a month (1 to 12). */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return isLeapYear(year) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Year, month and day of a date. @throws DateError `date_malformed` */
export function calendarDate(date: unknown): CalendarDate {
  const match = typeof date === 'string' ? ISO.exec(date) : null;
  if (!match) {
    throw new DateError(
      'date_malformed',
      `Write a date as YYYY-MM-DD: got ${JSON.stringify(date)}.`,
    );
  }
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month)) {
    throw new DateError('date_malformed', `There is no such calendar day: ${match[0]}.`);
  }
  return { year, month, day };
}

/** Checks and returns a date. @throws DateError `date_malformed` */
export function parseIsoDate(text: unknown): IsoDate {
  calendarDate(text);
  return text as IsoDate;
}

/** Whether a value is a real calendar date. */
export function isIsoDate(text: unknown): text is IsoDate {
  const match = typeof text === 'string' ? ISO.exec(text) : null;
  if (!match) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** The date of given parts. @throws DateError `date_malformed` */
export function isoDate(year: number, month: number, day: number): IsoDate {
  return parseIsoDate(
    `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`,
  );
}

/** Days since 1970-01-01 (negative before). Algorithm: Howard Hinnant, "chrono-compatible dates". */
export function toDayNumber(date: IsoDate): number {
  return dayNumberOf(calendarDate(date));
}

/** `toDayNumber` of a date in parts that are known to be a real day. */
export function dayNumberOf({ year, month, day }: CalendarDate): number {
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra =
    yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

/** The inverse of `toDayNumber`. */
export function fromDayNumber(dayNumber: number): IsoDate {
  const z = dayNumber + 719468;
  const era = Math.floor(z / 146097);
  const dayOfEra = z - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36524) -
      Math.floor(dayOfEra / 146096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return isoDate(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** date + n calendar days (n may be negative). */
export function addDays(date: IsoDate, n: number): IsoDate {
  return fromDayNumber(toDayNumber(date) + n);
}

/** Calendar days from one date to another; negative when `to` is earlier. */
export function daysBetween(from: IsoDate, to: IsoDate): number {
  return toDayNumber(to) - toDayNumber(from);
}

/** Whether a date is the last day of its month. */
export function isMonthEnd(date: IsoDate): boolean {
  const { year, month, day } = calendarDate(date);
  return day === daysInMonth(year, month);
}

/**
 * date + n months, the day kept or cut to the month's last (2026-01-31 + 1 = 2026-02-28).
 * With `endOfMonth` a month-end date stays at month end (2026-02-28 + 1 = 2026-03-31).
 */
export function addMonths(date: IsoDate, n: number, endOfMonth = false): IsoDate {
  const { year, month, day } = shiftMonths(calendarDate(date), n, endOfMonth);
  return isoDate(year, month, day);
}

/** `addMonths` in parts. */
export function shiftMonths(from: CalendarDate, n: number, endOfMonth = false): CalendarDate {
  const index = from.year * 12 + (from.month - 1) + n;
  const year = Math.floor(index / 12);
  const month = index - year * 12 + 1;
  const last = daysInMonth(year, month);
  const atEnd = endOfMonth && from.day === daysInMonth(from.year, from.month);
  return { year, month, day: atEnd ? last : Math.min(from.day, last) };
}

/** date + n years; 29 February becomes the 28th in a common year. */
export function addYears(date: IsoDate, n: number): IsoDate {
  return addMonths(date, n * 12);
}

/** 0 Sunday to 6 Saturday. */
export function dayOfWeek(date: IsoDate): number {
  return (((toDayNumber(date) + 4) % 7) + 7) % 7;
}

/** The UTC date of a Unix time in seconds. */
export function utcDate(unixSeconds: number): IsoDate {
  return fromDayNumber(Math.floor(unixSeconds / 86400));
}
