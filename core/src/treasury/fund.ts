import { divide, mulDiv } from '../money/mul-div.js';
import { formatDecimal } from '../money/decimal.js';
import { accrueAct365, navPerShare } from '../nav.js';
import { daysBetween, type IsoDate } from '../time/dates.js';
import type { ParCurve } from './curve.js';
import { priceSecurity, refuseMatured, refuseVariable, type SecurityPrice } from './price.js';
import { PricingError } from './rates.js';
import { receiptsOf, type Receipt } from './receipts.js';
import type { SecurityTerms } from './securities.js';

const CENT_TO_USD6 = 10_000n;

/** A holding of one security. */
export interface Position {
  cusip: string;
  faceCents: bigint;
}

/** What a fund owns and owes at a block. */
export interface FundHoldings {
  /**
   * Day in New York on which positions and cash were stated. What the positions paid up to then is in the
   * cash; what they pay later is not, and is added by the valuation.
   */
  statedOn: IsoDate;
  positions: readonly Position[];
  cashCents: bigint;
  liabilitiesCents: bigint;
  /** Annual management fee in basis points, accrued act/365 on the positions, not on cash. */
  feeBpsPerYear: bigint;
  /** Day from which the fee is not yet in the liabilities. */
  feeAccruedSince: IsoDate;
  /** Sponsor's book-entry shares, in base units, beside the token's supply. */
  seedShares: bigint;
}

export interface PositionValue extends Position {
  price: SecurityPrice;
  /** Coupons between the valuation date and a later statement, which has them in its cash: USD × 10⁶. */
  inCashUsd6: bigint;
  /** Fair value with accrued interest less `inCashUsd6`, USD × 10⁶. */
  valueUsd6: bigint;
}

/**
 * One position at fair value on the curve's date. A statement given later than that, on a coupon date or
 * after it, has the coupon in its cash: it is taken off the value, so that it does not count twice.
 * @throws PricingError see `priceSecurity`
 */
export function valuePosition(
  { cusip, faceCents }: Position,
  security: SecurityTerms,
  curve: ParCurve,
  statedOn: IsoDate,
): PositionValue {
  const price = priceSecurity(security, curve);
  const inCashUsd6 = receiptsOf(security, faceCents, curve.date, statedOn).reduce(
    (sum, receipt) => sum + receipt.amountUsd6,
    0n,
  );
  // Cents × (dollars per 100 × 10⁶) / 10⁴ is dollars × 10⁶.
  const valueUsd6 = divide(faceCents * price.dirty, CENT_TO_USD6, 'halfUp') - inCashUsd6;
  return { cusip, faceCents, price, inCashUsd6, valueUsd6 };
}

/** A fund's value on a day; money in USD × 10⁶, shares in base units of six decimals. */
export interface FundValue {
  valuationDate: IsoDate;
  /** Those alive on the valuation date. */
  positions: PositionValue[];
  portfolioUsd6: bigint;
  /** As stated. */
  cashUsd6: bigint;
  /** Principal and coupons paid after `statedOn` and up to the valuation date, oldest first. */
  receipts: Receipt[];
  receiptsUsd6: bigint;
  /** Portfolio + cash + receipts: what the reserve feed states. */
  totalAssetsUsd6: bigint;
  liabilitiesUsd6: bigint;
  accruedFeeUsd6: bigint;
  netAssetsUsd6: bigint;
  sharesInIssue: bigint;
  navPerShareUsd6: bigint;
}

/** Decimals of a fund share. */
export const SHARE_DECIMALS = 6;

/**
 * Fair value, net assets and NAV per share on the curve's date.
 *
 * Principal and coupons paid since the statement are counted as received: neither a maturity nor a
 * coupon date moves the NAV. A position that had matured by `statedOn` belongs in the stated cash.
 *
 * The fee accrues on the positions, not on cash: money that came in with a mint owes nothing for the
 * days before it came, and so a mint never moves the NAV. What a position paid owes it up to that day.
 * @param totalSupply tokens in issue, base units, at the block the holdings are of
 * @throws PricingError see `priceSecurity`; `security_unknown`, `position_duplicate`, `fund_without_shares`,
 *   `fund_insolvent`
 */
export function valueFund(
  holdings: FundHoldings,
  securities: ReadonlyMap<string, SecurityTerms>,
  curve: ParCurve,
  totalSupply: bigint,
): FundValue {
  const held = lookUp(holdings, securities);
  const positions = valuePositions(held, curve, holdings.statedOn);
  const portfolioUsd6 = positions.reduce((sum, p) => sum + p.valueUsd6, 0n);
  const receipts = receiptsSince(holdings.statedOn, held, curve.date);
  const receiptsUsd6 = receipts.reduce((sum, r) => sum + r.amountUsd6, 0n);
  const cashUsd6 = holdings.cashCents * CENT_TO_USD6;
  const liabilitiesUsd6 = holdings.liabilitiesCents * CENT_TO_USD6;
  const accruedFeeUsd6 = accruedFee(holdings, portfolioUsd6, receipts, curve.date);
  const totalAssetsUsd6 = portfolioUsd6 + cashUsd6 + receiptsUsd6;
  const netAssetsUsd6 = totalAssetsUsd6 - liabilitiesUsd6 - accruedFeeUsd6;
  const sharesInIssue = holdings.seedShares + totalSupply;
  if (sharesInIssue <= 0n) {
    throw new PricingError(
      'fund_without_shares',
      'The fund has no shares in issue: state its seed shares.',
    );
  }
  if (netAssetsUsd6 <= 0n) {
    throw new PricingError(
      'fund_insolvent',
      `Net assets are ${text6(netAssetsUsd6)} USD: a fund that owes more than it owns has no NAV to publish.`,
    );
  }
  return {
    valuationDate: curve.date,
    positions,
    portfolioUsd6,
    cashUsd6,
    receipts,
    receiptsUsd6,
    totalAssetsUsd6,
    liabilitiesUsd6,
    accruedFeeUsd6,
    netAssetsUsd6,
    sharesInIssue,
    navPerShareUsd6: navPerShare(netAssetsUsd6, sharesInIssue, SHARE_DECIMALS),
  };
}

interface Held extends Position {
  security: SecurityTerms;
}

function lookUp(
  { positions, statedOn }: FundHoldings,
  securities: ReadonlyMap<string, SecurityTerms>,
): Held[] {
  const seen = new Set<string>();
  return positions.map(({ cusip, faceCents }) => {
    const security = securities.get(cusip);
    if (!security) {
      throw new PricingError('security_unknown', `${cusip} is not in the securities master.`);
    }
    if (seen.has(cusip)) {
      throw new PricingError(
        'position_duplicate',
        `${cusip} stands twice in the portfolio: merge the lines.`,
      );
    }
    seen.add(cusip);
    refuseMatured(security, statedOn);
    refuseVariable(security);
    return { cusip, faceCents, security };
  });
}

function valuePositions(
  held: readonly Held[],
  curve: ParCurve,
  statedOn: IsoDate,
): PositionValue[] {
  const alive = held.filter(({ security }) => security.maturityDate > curve.date);
  return alive.map((position) => valuePosition(position, position.security, curve, statedOn));
}

function receiptsSince(statedOn: IsoDate, held: readonly Held[], on: IsoDate): Receipt[] {
  return held
    .flatMap(({ security, faceCents }) => receiptsOf(security, faceCents, statedOn, on))
    .sort((a, b) => daysBetween(b.paidOn, a.paidOn));
}

/**
 * Dollars times days, so that there is one rounding. What was paid had been part of a position until that
 * day and owes the fee for so long; otherwise a maturity would give the fee of months back to the fund.
 */
function accruedFee(
  holdings: FundHoldings,
  portfolioUsd6: bigint,
  receipts: readonly Receipt[],
  on: IsoDate,
): bigint {
  // Before the curve catches up with the day the fee was last charged there is nothing to accrue.
  const daysTo = (day: IsoDate) => BigInt(Math.max(0, daysBetween(holdings.feeAccruedSince, day)));
  const dollarDays = receipts.reduce(
    (sum, receipt) => sum + receipt.amountUsd6 * daysTo(receipt.paidOn),
    portfolioUsd6 * daysTo(on),
  );
  const rate = mulDiv(holdings.feeBpsPerYear, 1_000_000_000n, 10_000n, 'halfUp');
  return accrueAct365(dollarDays, rate, 1);
}

function text6(value: bigint): string {
  return formatDecimal(value, 6);
}

/** The valuation as lines of arithmetic for people, in order. */
export function explainFundValue(value: FundValue): string[] {
  const received = value.receipts.length > 0 ? ` + received ${text6(value.receiptsUsd6)}` : '';
  return [
    `valuation date ${value.valuationDate}`,
    ...value.positions.map(
      (p) =>
        `${p.price.line}; face ${formatDecimal(p.faceCents, 2)} × ${text6(p.price.dirty)} / 100` +
        `${p.inCashUsd6 > 0n ? ` − coupon ${text6(p.inCashUsd6)} already in cash` : ''} = ${text6(p.valueUsd6)}`,
    ),
    ...value.receipts.map(
      (r) => `${r.cusip} ${r.kind} received on ${r.paidOn}: ${text6(r.amountUsd6)}`,
    ),
    `portfolio ${text6(value.portfolioUsd6)} + cash ${text6(value.cashUsd6)}${received} = total assets ${text6(value.totalAssetsUsd6)}`,
    `− liabilities ${text6(value.liabilitiesUsd6)} − accrued fee ${text6(value.accruedFeeUsd6)} = net assets ${text6(value.netAssetsUsd6)}`,
    `/ ${text6(value.sharesInIssue)} shares = NAV per share ${text6(value.navPerShareUsd6)}`,
  ];
}
