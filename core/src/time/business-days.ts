import { addDays, calendarDate, dayOfWeek, isoDate, type IsoDate } from './dates.js';

const SUNDAY = 0;
const MONDAY = 1;
const THURSDAY = 4;
const SATURDAY = 6;

/**
 * Legal holidays of the United States government in a year, as observed (5 U.S.C. 6103): a Saturday
 * holiday is kept on the Friday before, a Sunday one on the Monday after. Juneteenth from 2021.
 * The bond market keeps other days: see `bondMarketClosings`.
 */
export function federalHolidays(year: number): IsoDate[] {
  const fixed = [
    isoDate(year, 1, 1),
    isoDate(year, 7, 4),
    isoDate(year, 11, 11),
    isoDate(year, 12, 25),
  ];
  if (year >= 2021) fixed.push(isoDate(year, 6, 19));
  return [
    ...fixed.map(observed),
    nthWeekday(year, 1, MONDAY, 3),
    nthWeekday(year, 2, MONDAY, 3),
    lastMondayOfMay(year),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 10, MONDAY, 2),
    nthWeekday(year, 11, THURSDAY, 4),
  ].sort();
}

/** Whether a date is a weekday and not an observed federal holiday. */
export function isBusinessDay(date: IsoDate): boolean {
  const weekday = dayOfWeek(date);
  if (weekday === SUNDAY || weekday === SATURDAY) return false;
  const { year } = calendarDate(date);
  // New Year's Day on a Saturday is observed on 31 December of the year before.
  return !federalHolidays(year).includes(date) && !federalHolidays(year + 1).includes(date);
}

function observed(date: IsoDate): IsoDate {
  const weekday = dayOfWeek(date);
  if (weekday === SATURDAY) return addDays(date, -1);
  return weekday === SUNDAY ? addDays(date, 1) : date;
}

function nthWeekday(year: number, month: number, weekday: number, n: number): IsoDate {
  const first = isoDate(year, month, 1);
  const shift = (weekday - dayOfWeek(first) + 7) % 7;
  return addDays(first, shift + (n - 1) * 7);
}

function lastMondayOfMay(year: number): IsoDate {
  const last = isoDate(year, 5, 31);
  return addDays(last, -((dayOfWeek(last) - MONDAY + 7) % 7));
}
