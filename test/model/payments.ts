import { civil, dayNumber, monthLength } from './days.ts';
import type { Security } from './price.ts';
import { Rational } from './rational.ts';

/** Money a security pays to its holder, in dollars. */
export interface Payment {
  on: string;
  amount: Rational;
}

/**
 * Everything a holding will ever pay, oldest first: from the dated date on, every half-year up to
 * maturity, half the annual rate, the first in proportion to its days; and the face at the end. Bills pay
 * the face only. Calendar dates.
 */
export function payments(security: Security, face: Rational): Payment[] {
  const principal = { on: security.maturityDate, amount: face };
  if (security.type === 'Bill') return [principal];
  const half = face.times(security.couponPercent).over(Rational.whole(200));
  const [first = '', ...dates] = halfYears(security.datedDate, security.maturityDate);
  const coupons = dates.map((on, i) => {
    const from = dates[i - 1] ?? first;
    const earning = number(on) - Math.max(number(from), number(security.datedDate));
    const share = Rational.whole(earning).over(Rational.whole(number(on) - number(from)));
    return { on, amount: half.times(share).roundedTo(6) };
  });
  return [...coupons, principal];
}

/** Ends of the half-years up to maturity; the first is the last one on or before the dated date. */
function halfYears(dated: string, maturity: string): string[] {
  const end = civil(maturity);
  const atMonthEnd = end.day === monthLength(end.year, end.month);
  const other = end.month > 6 ? end.month - 6 : end.month + 6;
  const dates: string[] = [];
  for (let year = civil(dated).year - 1; year <= end.year; year += 1) {
    for (const month of [Math.min(end.month, other), Math.max(end.month, other)]) {
      const last = monthLength(year, month);
      dates.push(text(year, month, atMonthEnd ? last : Math.min(end.day, last)));
    }
  }
  const start = dates.findLastIndex((date) => date <= dated);
  return dates.slice(start).filter((date) => date <= maturity);
}

const number = (date: string) => dayNumber(civil(date));
const two = (value: number) => String(value).padStart(2, '0');
const text = (year: number, month: number, day: number) => `${year}-${two(month)}-${two(day)}`;
