import { addYears, calendarDate, daysBetween, isLeapYear, isoDate, type IsoDate } from './dates.js';

/** Day-count conventions. `30/360` is the US bond basis, `act/act` the ISDA rule. */
export type DayCount = 'act/act' | 'act/365' | 'act/360' | '30/360';

/** An exact fraction of a year. */
export interface YearFraction {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

/** Time from one date to another as an exact fraction of a year (negative when `to` is earlier). */
export function yearFraction(from: IsoDate, to: IsoDate, convention: DayCount): YearFraction {
  switch (convention) {
    case 'act/365':
      return { numerator: BigInt(daysBetween(from, to)), denominator: 365n };
    case 'act/360':
      return { numerator: BigInt(daysBetween(from, to)), denominator: 360n };
    case '30/360':
      return { numerator: BigInt(days30360(from, to)), denominator: 360n };
    case 'act/act':
      return to >= from ? actAct(from, to) : negate(actAct(to, from));
  }
}

/** Days between two dates by the US 30/360 bond basis. */
export function days30360(from: IsoDate, to: IsoDate): number {
  const a = calendarDate(from);
  const b = calendarDate(to);
  const day1 = Math.min(a.day, 30);
  const day2 = b.day === 31 && day1 === 30 ? 30 : b.day;
  return (b.year - a.year) * 360 + (b.month - a.month) * 30 + (day2 - day1);
}

/** Days that fall in leap years over 366 plus the others over 365, on one denominator. */
function actAct(from: IsoDate, to: IsoDate): YearFraction {
  let leapDays = 0;
  let commonDays = 0;
  for (let cursor = from; cursor < to;) {
    const { year } = calendarDate(cursor);
    const newYear = isoDate(year + 1, 1, 1);
    const end = to < newYear ? to : newYear;
    if (isLeapYear(year)) leapDays += daysBetween(cursor, end);
    else commonDays += daysBetween(cursor, end);
    cursor = end;
  }
  return {
    numerator: BigInt(leapDays) * 365n + BigInt(commonDays) * 366n,
    denominator: 365n * 366n,
  };
}

function negate(f: YearFraction): YearFraction {
  return { numerator: -f.numerator, denominator: f.denominator };
}

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
