import { type Curve, curveAt, readCurves } from './curve.ts';
import { day } from './days.ts';
import { payments } from './payments.ts';
import { fairPrice, readSecurities, type Security } from './price.ts';
import { Rational } from './rational.ts';

/** What the fund owns and owes, as the story (not the product) knows it. */
export interface Fund {
  /** Day of the statement: what the positions pay later is not in the cash. */
  statedOn: string;
  positions: { cusip: string; faceCents: bigint }[];
  cashCents: bigint;
  liabilitiesCents: bigint;
  feeBpsPerYear: bigint;
  feeAccruedSince: string;
  seedShares: bigint;
}

export interface Nav {
  valuationDate: string;
  /** Positions with accrued interest, what they paid since stated, and everything before debts: USD × 10⁶. */
  portfolioUsd6: bigint;
  receivedUsd6: bigint;
  totalAssetsUsd6: bigint;
  netAssetsUsd6: bigint;
  navPerShareUsd6: bigint;
}

const usd = (cents: bigint) => new Rational(cents, 100n);

/**
 * The fund's NAV per share at an instant, from the official files alone.
 * @param unixSeconds picks the curve: the newest whose 16:00 in New York has passed
 * @param totalSupply tokens in issue in millionths
 */
export function fundNav(
  fund: Fund,
  totalSupply: bigint,
  unixSeconds: number,
  dataDir: string,
): Nav {
  return navOn(
    fund,
    totalSupply,
    curveAt(readCurves(dataDir), unixSeconds),
    readSecurities(dataDir),
  );
}

/** `fundNav` by a curve, for securities that are read already. */
export function navOn(
  fund: Fund,
  totalSupply: bigint,
  curve: Curve,
  securities: ReadonlyMap<string, Security>,
): Nav {
  let portfolio = Rational.whole(0);
  let received = Rational.whole(0);
  // Dollars times the days for which the fee is owed on them.
  let feeBase = Rational.whole(0);
  const owing = (date: string) =>
    Rational.whole(Math.max(0, day(date) - day(fund.feeAccruedSince)));
  for (const { cusip, faceCents } of fund.positions) {
    const security = securities.get(cusip);
    if (!security) throw new Error(`${cusip} is not in the auction file`);
    if (security.maturityDate <= fund.statedOn) {
      throw new Error(`${cusip} had matured when the fund was stated`);
    }
    for (const paid of payments(security, usd(faceCents))) {
      if (paid.on <= fund.statedOn || paid.on > curve.date) continue;
      received = received.plus(paid.amount);
      feeBase = feeBase.plus(paid.amount.times(owing(paid.on)));
    }
    if (security.maturityDate <= curve.date) continue;
    const value = usd(faceCents).times(fairPrice(security, curve)).over(Rational.whole(100));
    portfolio = portfolio.plus(value.roundedTo(6));
    // A statement younger than the curve has these coupons in its cash.
    for (const paid of payments(security, usd(faceCents))) {
      if (paid.on > curve.date && paid.on <= fund.statedOn)
        portfolio = portfolio.minus(paid.amount);
    }
  }
  feeBase = feeBase.plus(portfolio.times(owing(curve.date)));
  const yearly = new Rational(fund.feeBpsPerYear, 10_000n);
  const fee = feeBase.times(yearly).over(Rational.whole(365)).roundedTo(6);
  const assets = portfolio.plus(usd(fund.cashCents)).plus(received);
  const net = assets.minus(usd(fund.liabilitiesCents)).minus(fee);
  const shares = new Rational(fund.seedShares + totalSupply, 1_000_000n);
  return {
    valuationDate: curve.date,
    portfolioUsd6: portfolio.halfUp(6),
    receivedUsd6: received.halfUp(6),
    totalAssetsUsd6: assets.halfUp(6),
    netAssetsUsd6: net.halfUp(6),
    navPerShareUsd6: net.over(shares).halfUp(6),
  };
}

/** Shares (in millionths) that a consideration buys at a NAV: what is left below one millionth stays with the fund. */
export function sharesBought(considerationCents: bigint, navUsd6: bigint): bigint {
  return usd(considerationCents).over(new Rational(navUsd6, 1_000_000n)).floor(6);
}
