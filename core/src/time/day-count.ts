import { addYears, calendarDate, isLeapYear, isoDate, type IsoDate } from './dates.js';

/**
 * Days of the year that the Treasury uses for a bill: 366 when the year following the issue date
 * contains a 29 February, else 365 (31 CFR 356 Appendix B, section VI). For a valuation between issue
 * and maturity pass the settlement date.
 */
export function treasuryYearDays(issueDate: IsoDate): 365 | 366 {
  const end = addYears(issueDate, 1);
  for (const { year } of [calendarDate(issueDate), calendarDate(end)]) {
    if (!isLeapYear(year)) continue;
    const leapDay = isoDate(year, 2, 29);
    if (leapDay > issueDate && leapDay <= end) return 366;
  }
  return 365;
}
