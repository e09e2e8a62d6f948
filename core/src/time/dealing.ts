import {
  businessCalendar,
  businessDayAfter,
  type BusinessCalendar,
  type Market,
} from './calendar.js';
import { addDays, dayOfWeek, toDayNumber, type IsoDate } from './dates.js';
import { newYorkDate, newYorkTime } from './new-york.js';

/** How often a fund deals: every business day, or the last one of each week or month. */
export const DEALING_FREQUENCIES = ['daily', 'weekly', 'monthly'] as const;
export type DealingFrequency = (typeof DEALING_FREQUENCIES)[number];

/** When requests are taken together, priced and paid. */
export interface DealingTerms {
  frequency: DealingFrequency;
  market: Market;
  /** Minutes after midnight in New York; what comes in later deals on the next day. */
  cutOffMinutes: number;
  /** Business days from the dealing day to the payment at the latest. */
  settlementDays: number;
}

/** A day on which a fund deals. */
export interface DealingDay {
  date: IsoDate;
  /** Unix seconds. The price is one that is valued after it. */
  cutOff: number;
  payableBy: IsoDate;
}

/** The first dealing day whose cut-off is still ahead: a request made now deals on it. */
export function dealingDayAfter(terms: DealingTerms, unixSeconds: number): DealingDay {
  const calendar = businessCalendar(terms.market);
  let date = addDays(newYorkDate(unixSeconds), -1);
  for (;;) {
    date = businessDayAfter(calendar, date);
    if (!deals(terms.frequency, calendar, date)) continue;
    const cutOff = cutOffOn(terms, date);
    if (cutOff > unixSeconds) return { date, cutOff, payableBy: payableBy(terms, calendar, date) };
  }
}

/** Whether a business day is one of the frequency's. */
function deals(frequency: DealingFrequency, calendar: BusinessCalendar, date: IsoDate): boolean {
  if (frequency === 'daily') return true;
  const following = businessDayAfter(calendar, date);
  return frequency === 'monthly'
    ? following.slice(0, 7) !== date.slice(0, 7)
    : mondayOf(following) !== mondayOf(date);
}

const mondayOf = (date: IsoDate): number => toDayNumber(date) - ((dayOfWeek(date) + 6) % 7);

const cutOffOn = ({ cutOffMinutes }: DealingTerms, date: IsoDate): number =>
  newYorkTime(date, Math.floor(cutOffMinutes / 60), cutOffMinutes % 60);

function payableBy(terms: DealingTerms, calendar: BusinessCalendar, date: IsoDate): IsoDate {
  let day = date;
  for (let n = 0; n < terms.settlementDays; n += 1) day = businessDayAfter(calendar, day);
  return day;
}
