import { CoreError } from '../errors.js';
import { businessCalendar, businessDayAfter, businessDayBefore, type Market } from './calendar.js';
import { addMonths, isMonthEnd, type IsoDate } from './dates.js';

/** A schedule of payments that has no such occurrence. */
export class ScheduleError extends CoreError {}

/**
 * What becomes of a payment date that is no business day: the next one; the next one unless that is of
 * another month, then the one before; the one before (ISDA 2006, 4.12).
 */
export const DAY_CONVENTIONS = ['following', 'modified_following', 'preceding'] as const;
export type DayConvention = (typeof DAY_CONVENTIONS)[number];

/** Payments that repeat: rent each month, a coupon each half-year. */
export interface PaymentTerms {
  /** Nominal date of the first payment; one at its month's end stays at month ends. */
  firstDate: IsoDate;
  /** 1 to 12. */
  everyMonths: number;
  market: Market;
  convention: DayConvention;
  /** Business days from the record date to the payment date, 0 to 60. */
  recordDaysBefore: number;
}

/** One payment of a schedule. */
export interface PaymentDates {
  /** As the months count. */
  nominalDate: IsoDate;
  recordDate: IsoDate;
  paymentDate: IsoDate;
}

/**
 * The dates of one payment, counted from 0. Each is counted from the first date, so that neither a short
 * month nor a holiday moves those after it.
 * @throws ScheduleError `occurrence_negative`; CalendarError where the market's days are not known
 */
export function paymentDates(terms: PaymentTerms, occurrence: number): PaymentDates {
  if (!Number.isInteger(occurrence) || occurrence < 0) {
    throw new ScheduleError('occurrence_negative', `Payments count from 0, not ${occurrence}.`);
  }
  const { firstDate, everyMonths, market, convention, recordDaysBefore } = terms;
  const nominalDate = addMonths(firstDate, occurrence * everyMonths, isMonthEnd(firstDate));
  const paymentDate = adjust(nominalDate, market, convention);
  const calendar = businessCalendar(market);
  let recordDate = paymentDate;
  for (let n = 0; n < recordDaysBefore; n += 1)
    recordDate = businessDayBefore(calendar, recordDate);
  return { nominalDate, recordDate, paymentDate };
}

function adjust(date: IsoDate, market: Market, convention: DayConvention): IsoDate {
  const calendar = businessCalendar(market);
  if (calendar.isOpen(date)) return date;
  const after = businessDayAfter(calendar, date);
  const leaves = after.slice(0, 7) !== date.slice(0, 7);
  const back = convention === 'preceding' || (convention === 'modified_following' && leaves);
  return back ? businessDayBefore(calendar, date) : after;
}
