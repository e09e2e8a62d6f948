import { federalHolidays, isBusinessDay } from './business-days.js';
import { addDays, dayOfWeek, isoDate, type IsoDate } from './dates.js';

const FRIDAY = 5;
const SATURDAY = 6;

/**
 * Full closings of the United States bond market in a year, as SIFMA recommends them: the federal
 * holidays and Good Friday, with three differences that its calendars show. On a Saturday, New
 * Year's Day and Veterans Day leave the Friday before open; and Good Friday is a (short) trading day
 * where the Employment Situation is published on it, as in 2021, 2023 and 2026.
 *
 * Agrees with every day of the official par yield curve from 2023 to August 2026.
 */
export function bondMarketClosings(year: number): IsoDate[] {
  const open = new Set(openFridays(year));
  const closings = federalHolidays(year).filter((day) => !open.has(day));
  const goodFriday = addDays(easterSunday(year), -2);
  if (goodFriday !== employmentFriday(year)) closings.push(goodFriday);
  return closings.sort();
}

/** Whether the bond market trades on a date, be it for half a day. */
export function isBondMarketDay(date: IsoDate): boolean {
  const year = Number(date.slice(0, 4));
  if (isBusinessDay(date)) return !bondMarketClosings(year).includes(date);
  return [...openFridays(year), ...openFridays(year + 1)].includes(date);
}

/** The newest day strictly before a date on which the bond market traded. */
export function previousBondMarketDay(date: IsoDate): IsoDate {
  let day = addDays(date, -1);
  while (!isBondMarketDay(day)) day = addDays(day, -1);
  return day;
}

/** The first day strictly after a date on which the bond market trades. */
export function nextBondMarketDay(date: IsoDate): IsoDate {
  let day = addDays(date, 1);
  while (!isBondMarketDay(day)) day = addDays(day, 1);
  return day;
}

/**
 * Easter Sunday of a year in the Gregorian calendar.
 * Source: the anonymous algorithm in J. Meeus, Astronomical Algorithms, chapter 8.
 */
export function easterSunday(year: number): IsoDate {
  const golden = year % 19;
  const century = Math.floor(year / 100);
  const ofCentury = year % 100;
  const moonShift = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
  const epact = (19 * golden + century - Math.floor(century / 4) - moonShift + 15) % 30;
  const weekday =
    (32 + 2 * (century % 4) + 2 * Math.floor(ofCentury / 4) - epact - (ofCentury % 4)) % 7;
  const late = Math.floor((golden + 11 * epact + 22 * weekday) / 451);
  const sum = epact + weekday - 7 * late + 114;
  return isoDate(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** Fridays that the government keeps for a Saturday holiday of this year and the bond market does not. */
function openFridays(year: number): IsoDate[] {
  return [isoDate(year, 1, 1), isoDate(year, 11, 11)]
    .filter((holiday) => dayOfWeek(holiday) === SATURDAY)
    .map((holiday) => addDays(holiday, -1));
}

/**
 * The day in April (or at the turn of March) on which the Bureau of Labor Statistics publishes the
 * Employment Situation: the third Friday after the week that holds the 12th of March.
 */
function employmentFriday(year: number): IsoDate {
  const twelfth = isoDate(year, 3, 12);
  const weekEnds = addDays(twelfth, SATURDAY - dayOfWeek(twelfth));
  return addDays(weekEnds, 3 * 7 - (SATURDAY - FRIDAY));
}
