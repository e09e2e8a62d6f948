import { divide } from '../money/mul-div.js';
import { addMonths, daysBetween, type IsoDate } from '../time/dates.js';
import { PricingError, RATE_ONE } from './rates.js';

/** A fixed-rate, semi-annual note or bond. */
export interface NoteTerms {
  /** Annual coupon, fraction × 10⁹. */
  couponRate: bigint;
  maturityDate: IsoDate;
  /** Date interest accrues from. */
  datedDate: IsoDate;
}

/** Prices per 100 × 10⁶: dirty = clean + accrued, and the periods they come from. */
export interface NotePrice {
  clean: bigint;
  accrued: bigint;
  dirty: bigint;
  /** Full semi-annual periods after the next coupon. */
  n: number;
  /** Days from settlement to the next coupon. */
  r: number;
  /** Days in the coupon period that holds settlement. */
  s: number;
  nextCoupon: IsoDate;
}

/**
 * Price from a yield, 31 CFR Part 356, Appendix B, section II (regular, short first, and reopened):
 * (P + A) [1 + (r/s)(i/2)] = F + (C/2) aₙ + 100 vⁿ, with F the next coupon (C/2, or its fraction from the
 * dated date in a short first period) and A the interest accrued. P + A and A are each rounded half-up to
 * six decimals, P is their difference. A long first period is not told apart: the auction record does not carry one.
 * @throws PricingError `note_matured`, `note_not_dated`, `rate_out_of_range`
 */
export function notePriceFromYield(
  note: NoteTerms,
  settlement: IsoDate,
  yieldRate: bigint,
): NotePrice {
  if (settlement >= note.maturityDate) {
    throw new PricingError(
      'note_matured',
      `The note matured on ${note.maturityDate}: on ${settlement} record it as cash.`,
    );
  }
  if (settlement < note.datedDate) {
    throw new PricingError(
      'note_not_dated',
      `The note accrues from ${note.datedDate}: it cannot be valued on ${settlement}.`,
    );
  }
  if (yieldRate <= -RATE_ONE) {
    throw new PricingError('rate_out_of_range', 'A yield must be above −100 % to give a price.');
  }
  const period = couponPeriod(note, settlement);
  return { ...solve(note.couponRate, yieldRate, period), ...pick(period) };
}

interface Period {
  nextCoupon: IsoDate;
  n: number;
  r: number;
  s: number;
  /** Days of the period that earn the next coupon: s, or fewer in a short first period. */
  earning: number;
  /** Days of interest accrued at settlement. */
  accruedDays: number;
}

function pick({ n, r, s, nextCoupon }: Period) {
  return { n, r, s, nextCoupon };
}

/** One half-year that ends `n` half-years before maturity. */
interface HalfYear {
  /** First day that earns: the coupon before, or the dated date in a short first period. */
  start: IsoDate;
  end: IsoDate;
  /** Days of the whole half-year. */
  s: number;
  /** Days of it that earn its coupon: s, or fewer in a short first period. */
  earning: number;
}

/** Coupon dates count back from maturity in half-years; a month-end maturity keeps them at month end. */
function couponDate(note: NoteTerms, n: number): IsoDate {
  return addMonths(note.maturityDate, -6 * n, true);
}

function halfYear(note: NoteTerms, n: number): HalfYear {
  const end = couponDate(note, n);
  const before = couponDate(note, n + 1);
  const start = note.datedDate > before ? note.datedDate : before;
  return { start, end, s: daysBetween(before, end), earning: daysBetween(start, end) };
}

function couponPeriod(note: NoteTerms, settlement: IsoDate): Period {
  let n = 0;
  while (couponDate(note, n + 1) > settlement) n += 1;
  const { start, end, s, earning } = halfYear(note, n);
  return {
    nextCoupon: end,
    n,
    r: daysBetween(settlement, end),
    s,
    earning,
    accruedDays: daysBetween(start, settlement),
  };
}

/** A coupon: `earning / s` of half the annual rate, paid on a day. */
export interface Coupon {
  paidOn: IsoDate;
  earning: number;
  s: number;
}

/**
 * Coupons paid after one day and up to another (that day included), oldest first; the last falls on
 * maturity. Days are calendar days: that Treasury pays on the next business day where a coupon date is a
 * Saturday, Sunday or holiday, without more interest (31 CFR 356.30), is not modelled.
 */
export function couponsBetween(note: NoteTerms, after: IsoDate, through: IsoDate): Coupon[] {
  const coupons: Coupon[] = [];
  const from = after > note.datedDate ? after : note.datedDate;
  for (let n = 0; couponDate(note, n) > from; n += 1) {
    const { end, earning, s } = halfYear(note, n);
    if (end <= through) coupons.unshift({ paidOn: end, earning, s });
  }
  return coupons;
}

function solve(coupon: bigint, yieldRate: bigint, period: Period) {
  const two = 2n * RATE_ONE;
  const growth = two + yieldRate; // 1 + i/2, times `two`
  const s = BigInt(period.s);
  const r = BigInt(period.r);
  const n = BigInt(period.n);
  // aₙ = annuity / growthⁿ and vⁿ = discount / growthⁿ, all whole.
  let annuity = 0n;
  let discount = 1n;
  for (let k = 1n; k <= n; k += 1n) {
    discount *= two;
    annuity = annuity * growth + discount;
  }
  const compounded = growth ** n;
  // Everything times two × s × growthⁿ; 100 × 10⁶ brings it to price units.
  const flows =
    coupon * BigInt(period.earning) * compounded + coupon * s * annuity + two * s * discount;
  const numerator = 100_000_000n * flows * s * two;
  const denominator = two * s * compounded * (s * two + r * yieldRate);
  const dirty = divide(numerator, denominator, 'halfUp');
  const accrued = divide(100_000_000n * coupon * BigInt(period.accruedDays), two * s, 'halfUp');
  return { clean: dirty - accrued, accrued, dirty };
}
