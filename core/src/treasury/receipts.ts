import { divide } from '../money/mul-div.js';
import type { IsoDate } from '../time/dates.js';
import { couponsBetween } from './note.js';
import { RATE_ONE } from './rates.js';
import type { SecurityTerms } from './securities.js';

/** Money a security paid to whoever held it. */
export interface Receipt {
  cusip: string;
  kind: 'principal' | 'coupon';
  /** Calendar date of the payment; see `couponsBetween` on weekends and holidays. */
  paidOn: IsoDate;
  /** USD × 10⁶. */
  amountUsd6: bigint;
}

const CENT_TO_USD6 = 10_000n;

/**
 * What a holding of a bill, note or bond paid after one day and up to another (that day included),
 * oldest first: coupons of face × rate / 2 (31 CFR 356 App. B; its fraction in a short first period),
 * each rounded half-up to 10⁻⁶ USD once, and the face at maturity.
 */
export function receiptsOf(
  security: SecurityTerms,
  faceCents: bigint,
  after: IsoDate,
  through: IsoDate,
): Receipt[] {
  const { cusip, maturityDate } = security;
  const receipts = couponReceipts(security, faceCents, after, through);
  if (maturityDate > after && maturityDate <= through) {
    const amountUsd6 = faceCents * CENT_TO_USD6;
    receipts.push({ cusip, kind: 'principal', paidOn: maturityDate, amountUsd6 });
  }
  return receipts;
}

function couponReceipts(
  { cusip, couponRate, datedDate, maturityDate }: SecurityTerms,
  faceCents: bigint,
  after: IsoDate,
  through: IsoDate,
): Receipt[] {
  if (couponRate === null || datedDate === null) return [];
  const terms = { couponRate, datedDate, maturityDate };
  return couponsBetween(terms, after, through).map(({ paidOn, earning, s }) => ({
    cusip,
    kind: 'coupon',
    paidOn,
    amountUsd6: divide(
      faceCents * CENT_TO_USD6 * couponRate * BigInt(earning),
      2n * RATE_ONE * BigInt(s),
      'halfUp',
    ),
  }));
}
