import { CoreError } from './errors.js';
import { pow10, rescale } from './money/decimal.js';
import { abs, divide, mulDiv } from './money/mul-div.js';

/** A valuation that has no answer. */
export class NavError extends CoreError {}

/**
 * Net asset value per share, in the money's own scale, half-up: netAssets × 10^shareDecimals / shares.
 * @throws NavError `no_shares`
 */
export function navPerShare(netAssets: bigint, shares: bigint, shareDecimals: number): bigint {
  if (shares <= 0n)
    throw new NavError('no_shares', 'NAV per share needs shares in issue above zero.');
  return mulDiv(netAssets, pow10(shareDecimals), shares, 'halfUp');
}

/**
 * Interest or fee for calendar days on act/365, rounded half-up in the principal's own scale.
 * @param annualRate fraction per year × 10⁹
 */
export function accrueAct365(principal: bigint, annualRate: bigint, days: number): bigint {
  return divide(principal * annualRate * BigInt(days), 365n * 1_000_000_000n, 'halfUp');
}

/**
 * How far `to` is from `from`, in basis points of `from`, rounded up so that a move past a limit never
 * passes. @throws NavError `no_base`
 */
export function deviationBps(from: bigint, to: bigint): bigint {
  if (from === 0n)
    throw new NavError('no_base', 'A deviation needs a previous value other than zero.');
  return divide(abs(to - from) * 10_000n, abs(from), 'ceil');
}

/** Middle value; of an even count the lower of the two. @throws NavError `no_values` */
export function lowerMedian(values: readonly bigint[]): bigint {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const middle = sorted[Math.floor((sorted.length - 1) / 2)];
  if (middle === undefined) throw new NavError('no_values', 'A median needs at least one value.');
  return middle;
}

/** Decimals of a coverage ratio: 1 000 000 is 100 %. */
export const COVERAGE_SCALE = 6;

/**
 * Reserves over what they must cover, × 10⁶, rounded down; null when there is nothing to cover.
 * Both in the same unit and scale.
 */
export function coverageRatio(reserves: bigint, required: bigint): bigint | null {
  return required <= 0n ? null : mulDiv(reserves, pow10(COVERAGE_SCALE), required, 'floor');
}

export interface Subscription {
  /** Whole base units of shares. */
  shares: bigint;
  /** Money that buys less than one base unit, USD × 10^(6 + shareDecimals): it stays with the fund. */
  residual: bigint;
}

/**
 * Shares a consideration buys at a NAV per share: floored, the rest named.
 * @param considerationCents US cents
 * @param navUsd6 dollars per share × 10⁶
 * @throws NavError `nav_not_positive`
 */
export function sharesForConsideration(
  considerationCents: bigint,
  navUsd6: bigint,
  shareDecimals: number,
): Subscription {
  if (navUsd6 <= 0n)
    throw new NavError('nav_not_positive', 'Shares can only be sold at a NAV above zero.');
  const money = rescale(considerationCents, 2, 6, 'floor') * pow10(shareDecimals);
  const shares = divide(money, navUsd6, 'floor');
  return { shares, residual: money - shares * navUsd6 };
}

/** Cents paid for shares at a NAV per share, rounded down: the fund never pays the fraction. */
export function considerationForShares(
  shares: bigint,
  navUsd6: bigint,
  shareDecimals: number,
): bigint {
  return divide(shares * navUsd6, pow10(shareDecimals + 4), 'floor');
}

export interface MintHeadroom {
  /** Reserve as the feed states it. */
  reserve: bigint;
  feedDecimals: number;
  tokenDecimals: number;
  supply: bigint;
  /** Part of the reserve that may not be used, in basis points of it. */
  marginBps: bigint;
}

/**
 * Most that may still be minted, in token base units: floor(reserve × (1 − margin)) − supply, never
 * below zero. One feed unit backs one token.
 */
export function mintHeadroom(input: MintHeadroom): bigint {
  const usable = input.reserve * (10_000n - input.marginBps);
  const cap = divide(
    usable * pow10(input.tokenDecimals),
    10_000n * pow10(input.feedDecimals),
    'floor',
  );
  return cap > input.supply ? cap - input.supply : 0n;
}

/** A published value at a Unix time in seconds. */
export interface Checkpoint {
  at: bigint;
  value: bigint;
}

/** Value at a time on the line through two checkpoints, truncated towards zero. */
export function extrapolate(older: Checkpoint, newer: Checkpoint, at: bigint): bigint {
  if (newer.at === older.at) {
    throw new NavError('no_interval', 'The two checkpoints must be at different times.');
  }
  const slope = (newer.value - older.value) * (at - newer.at);
  return newer.value + slope / (newer.at - older.at);
}
