import { CoreError } from '../errors.js';
import { readTable, TableError } from '../table/csv.js';
import { isBondMarketDay } from './bond-market.js';
import { isBusinessDay } from './business-days.js';
import { addDays, dayOfWeek, isIsoDate, type IsoDate } from './dates.js';
import { newYorkDate, newYorkTime } from './new-york.js';

/** A question to a calendar that reaches beyond what it knows. */
export class CalendarError extends CoreError {}

const SUNDAY = 0;
const SATURDAY = 6;

/** Days that are known by rule: the US bond market (SIFMA), the US government, Monday to Friday. */
export const MARKETS = ['us-bond', 'us-federal', 'weekdays'] as const;
export type Market = (typeof MARKETS)[number];

const TRADES: Record<Market, (date: IsoDate) => boolean> = {
  'us-bond': isBondMarketDay,
  'us-federal': isBusinessDay,
  weekdays: (date) => dayOfWeek(date) !== SUNDAY && dayOfWeek(date) !== SATURDAY,
};

/** Days on which a custodian does not work, as its file lists them. */
export interface ClosedDays {
  readonly days: ReadonlySet<IsoDate>;
  /** First and last day that the list speaks of: its years are whole. */
  readonly from: IsoDate;
  readonly through: IsoDate;
}

/** On which days a value is made. */
export interface BusinessCalendar {
  /** Whether a date is a business day. @throws CalendarError `calendar_ended` outside the list's years */
  isOpen(date: IsoDate): boolean;
}

/** A market's days, less those on which a custodian is closed. */
export function businessCalendar(market: Market, closed?: ClosedDays): BusinessCalendar {
  const trades = TRADES[market];
  if (!closed) return { isOpen: trades };
  return {
    isOpen(date) {
      if (date < closed.from || date > closed.through) {
        throw new CalendarError(
          'calendar_ended',
          `The list of closed days knows ${closed.from} to ${closed.through}, not ${date}: bring it up to date.`,
        );
      }
      return trades(date) && !closed.days.has(date);
    },
  };
}

/**
 * A custodian's calendar: CSV with the columns `date,name`, one closed day in each line, in rising order.
 * It speaks of whole years, from the first day's to the last day's.
 * @throws TableError of `readTable`, and `closed_day_malformed`, `closed_day_order`
 */
export function parseClosedDays(text: string): ClosedDays {
  const { rows } = readTable(text, [['date', 'name']]);
  const days: IsoDate[] = [];
  for (const row of rows) {
    const date = row.get('date');
    if (!isIsoDate(date) || row.get('name').trim() === '') {
      throw new TableError(
        'closed_day_malformed',
        `Line ${row.line}: write a date as YYYY-MM-DD and the name of the day.`,
        row.line,
      );
    }
    const before = days.at(-1);
    if (before !== undefined && date <= before) {
      throw new TableError(
        'closed_day_order',
        `Line ${row.line}: ${date} stands after ${before}: each day once, in rising order.`,
        row.line,
      );
    }
    days.push(date);
  }
  const year = (date: IsoDate | undefined) => (date ?? '').slice(0, 4);
  return {
    days: new Set(days),
    from: `${year(days[0])}-01-01`,
    through: `${year(days.at(-1))}-12-31`,
  };
}

/** The newest business day strictly before a date. @throws CalendarError */
export function businessDayBefore(calendar: BusinessCalendar, date: IsoDate): IsoDate {
  let day = addDays(date, -1);
  while (!calendar.isOpen(day)) day = addDays(day, -1);
  return day;
}

/** The first business day strictly after a date. @throws CalendarError */
export function businessDayAfter(calendar: BusinessCalendar, date: IsoDate): IsoDate {
  let day = addDays(date, 1);
  while (!calendar.isOpen(day)) day = addDays(day, 1);
  return day;
}

/**
 * The day whose value must be there by now: today once it is due (minutes after midnight in New York),
 * before that, and on a holiday, the previous business day. @throws CalendarError
 */
export function expectedDate(
  calendar: BusinessCalendar,
  unixSeconds: number,
  dueMinutes: number,
): IsoDate {
  const today = newYorkDate(unixSeconds);
  const due = newYorkTime(today, Math.floor(dueMinutes / 60), dueMinutes % 60);
  return unixSeconds >= due && calendar.isOpen(today) ? today : businessDayBefore(calendar, today);
}
