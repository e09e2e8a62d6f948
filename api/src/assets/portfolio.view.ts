import {
  divide,
  formatDecimal,
  formatPercent,
  newYorkDate,
  parsePrice,
  PricingError,
  type Receipt,
  receiptsOf,
  type TreasurySecurity,
  valuePosition,
} from '@cadastre/core';
import type { Portfolio, PortfolioPosition } from './portfolio.entity.js';
import type { PortfolioView, PositionView } from './portfolio.schema.js';
import type { CurveNow } from './treasury-data.service.js';

const CENT_TO_USD6 = 10_000n;

/** What the view of a statement is made from. */
export interface Statement {
  portfolio: Portfolio;
  positions: PortfolioPosition[];
}

/** Day in New York on which a fund was stated: what its positions pay later is not in its cash. */
export const statedOn = ({ statedAt }: Portfolio): string =>
  newYorkDate(Math.floor(statedAt.getTime() / 1000));

/** A statement as people see it, priced on the newest official curve; sorted by maturity. */
export function portfolioViewOf(
  { portfolio, positions }: Statement,
  securities: ReadonlyMap<string, TreasurySecurity>,
  now: CurveNow | undefined,
): PortfolioView {
  const rows = positions
    .map((position) => positionView(position, securities, now, statedOn(portfolio)))
    .filter((row) => row !== undefined)
    .sort((a, b) => (a.maturityDate + a.cusip < b.maturityDate + b.cusip ? -1 : 1));
  return {
    assetId: portfolio.assetId,
    version: portfolio.version,
    inForce: portfolio.effectiveAt !== null,
    approvalId: portfolio.approvalId,
    statedAt: portfolio.statedAt.toISOString(),
    statedOn: statedOn(portfolio),
    statedBy: portfolio.statedBy,
    cashCents: portfolio.cashCents.toString(),
    liabilitiesCents: portfolio.liabilitiesCents.toString(),
    feeBpsPerYear: portfolio.feeBpsPerYear,
    feeAccruedSince: portfolio.feeAccruedSince,
    seedShares: portfolio.seedShares.toString(),
    positions: rows,
    valuation: now
      ? totals(portfolio, rows, received({ portfolio, positions }, securities, now), now)
      : null,
  };
}

function positionView(
  position: PortfolioPosition,
  securities: ReadonlyMap<string, TreasurySecurity>,
  now: CurveNow | undefined,
  since: string,
): PositionView | undefined {
  const security = securities.get(position.cusip);
  if (!security) return undefined;
  const cost = parsePrice(position.costPricePer100);
  return {
    cusip: position.cusip,
    description: describeSecurity(security),
    securityType: security.type,
    issueDate: security.issueDate,
    maturityDate: security.maturityDate,
    couponPercent: security.couponRate === null ? null : formatPercent(security.couponRate),
    faceCents: position.faceCents.toString(),
    costPricePer100: formatDecimal(cost, 6),
    // Cents × dollars per 100 × 10⁶, back to cents.
    costCents: divide(position.faceCents * cost, 100_000_000n, 'halfUp').toString(),
    ...priced(position, security, now, since),
  };
}

function priced(
  position: PortfolioPosition,
  security: TreasurySecurity,
  now: CurveNow | undefined,
  since: string,
): Pick<PositionView, 'price' | 'problem'> {
  if (!now) return { price: null, problem: 'No yield curve is known for this day.' };
  const { maturityDate } = security;
  if (isPaid(maturityDate, since, now)) {
    return { price: null, problem: 'Its face counts as received.' };
  }
  try {
    const { price, valueUsd6 } = valuePosition(position, security, now.curve, since);
    return {
      price: {
        yieldPercent: formatPercent(price.yieldRate),
        clean: formatDecimal(price.clean, 6),
        accrued: formatDecimal(price.accrued, 6),
        dirty: formatDecimal(price.dirty, 6),
        valueUsd6: valueUsd6.toString(),
        line: price.line,
      },
      problem: null,
    };
  } catch (error) {
    if (error instanceof PricingError) return { price: null, problem: error.message };
    throw error;
  }
}

/** The security in a few words, e.g. `Bill 26-Week` or `Note 3-Year 3.500 %`. */
export function describeSecurity(security: TreasurySecurity): string {
  const type = security.type.charAt(0).toUpperCase() + security.type.slice(1);
  const coupon = security.couponRate === null ? '' : ` ${formatPercent(security.couponRate)} %`;
  return `${type} ${security.term}${coupon}`;
}

/** Matured after the statement: its face is among the receipts. */
const isPaid = (maturityDate: string, since: string, { curve }: CurveNow): boolean =>
  maturityDate > since && maturityDate <= curve.date;

/** Principal and coupons that the positions paid since they were stated. */
function received(
  { portfolio, positions }: Statement,
  securities: ReadonlyMap<string, TreasurySecurity>,
  { curve }: CurveNow,
): Receipt[] {
  return positions
    .flatMap(({ cusip, faceCents }) => {
      const security = securities.get(cusip);
      return security ? receiptsOf(security, faceCents, statedOn(portfolio), curve.date) : [];
    })
    .sort((a, b) => (a.paidOn + a.cusip < b.paidOn + b.cusip ? -1 : 1));
}

function totals(
  portfolio: Portfolio,
  all: PositionView[],
  receipts: Receipt[],
  now: CurveNow,
): PortfolioView['valuation'] {
  const rows = all.filter((row) => !isPaid(row.maturityDate, statedOn(portfolio), now));
  const receiptsUsd6 = receipts.reduce((sum, receipt) => sum + receipt.amountUsd6, 0n);
  const positionsUsd6 = rows.reduce((sum, row) => sum + BigInt(row.price?.valueUsd6 ?? 0), 0n);
  const costUsd6 = rows.reduce((sum, row) => sum + BigInt(row.costCents) * CENT_TO_USD6, 0n);
  const cashUsd6 = portfolio.cashCents * CENT_TO_USD6;
  return {
    asOf: now.curve.date,
    stale: now.stale,
    curveSource: now.source,
    positionsUsd6: positionsUsd6.toString(),
    cashUsd6: cashUsd6.toString(),
    receipts: receipts.map((receipt) => ({
      ...receipt,
      amountUsd6: receipt.amountUsd6.toString(),
    })),
    receiptsUsd6: receiptsUsd6.toString(),
    totalUsd6: (positionsUsd6 + cashUsd6 + receiptsUsd6).toString(),
    costUsd6: costUsd6.toString(),
    complete: rows.every((row) => row.price !== null),
  };
}
