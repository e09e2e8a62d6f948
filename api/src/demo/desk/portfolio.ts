import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  divide,
  formatDecimal,
  type IsoDate,
  type ParCurve,
  parseCurveCsv,
  priceSecurity,
  type SecurityTerms,
  valueFund,
  valuePosition,
} from '@cadastre/core';
import { approve } from '../approvals.js';
import type { Portfolio } from '../fund.js';
import { reach, until } from '../patience.js';
import type { AssetView, StatementView } from '../views.js';
import type { World } from '../world.js';
import type { Product } from './tokens.js';

const CURVES = 'cmt_6tenor_2025-07-15_2026-08-19.csv';
const CENT_TO_USD6 = 10_000n;

/** A day's official curve out of the file that reaches to the end of the story. */
export function curveOf(dataDir: string, day: IsoDate): ParCurve {
  const text = readFileSync(join(dataDir, 'treasuries', CURVES), 'utf8');
  const curve = parseCurveCsv(text).find(({ date }) => date === day);
  if (!curve) throw new Error(`${CURVES} has no curve of ${day}`);
  return curve;
}

type Body = Omit<Portfolio, 'cashCents' | 'liabilitiesCents' | 'feeAccruedSince'>;

/**
 * What a fund states when it has sold all it held and bought other securities, both at one evening's official
 * curve: the purchase takes from the cash what it costs, the fee of the sold is owed from now on as a liability. Cash
 * is rounded down and the fee up, to the cent; the fund bears both.
 * @param statement as the oracle would value it that evening
 */
export function exchanged(
  statement: StatementView,
  wanted: Body,
  securities: ReadonlyMap<string, SecurityTerms>,
  curve: ParCurve,
): Portfolio {
  const held = valueFund(holdingsOf(statement), securities, curve, 0n);
  const bought = wanted.positions.map((position) => {
    const security = securities.get(position.cusip);
    if (!security) throw new Error(`${position.cusip} is not in the securities master`);
    const price = priceSecurity(security, curve);
    const faceCents = BigInt(position.faceCents);
    const { valueUsd6 } = valuePosition(
      { cusip: position.cusip, faceCents },
      security,
      curve,
      curve.date,
    );
    return { ...position, costPricePer100: formatDecimal(price.dirty, 6), valueUsd6 };
  });
  const cost = bought.reduce((sum, { valueUsd6 }) => sum + valueUsd6, 0n);
  const cash = divide(held.totalAssetsUsd6 - cost, CENT_TO_USD6, 'floor');
  const fee = divide(held.accruedFeeUsd6, CENT_TO_USD6, 'ceil');
  return {
    ...wanted,
    positions: bought.map(({ valueUsd6: _, ...position }) => position),
    cashCents: cash.toString(),
    liabilitiesCents: (BigInt(statement.liabilitiesCents) + fee).toString(),
    feeAccruedSince: curve.date,
  };
}

/** A statement as `valueFund` takes it. */
export const holdingsOf = (statement: StatementView) => ({
  statedOn: statement.statedOn,
  positions: statement.positions.map(({ cusip, faceCents }) => ({
    cusip,
    faceCents: BigInt(faceCents),
  })),
  cashCents: BigInt(statement.cashCents),
  liabilitiesCents: BigInt(statement.liabilitiesCents),
  feeBpsPerYear: BigInt(statement.feeBpsPerYear),
  feeAccruedSince: statement.feeAccruedSince,
  seedShares: BigInt(statement.seedShares),
});

/** A live fund states anew what it holds, and compliance approves; done once for each list of positions. */
export async function restate(
  world: World,
  { issuer, assetId }: Pick<Product, 'issuer' | 'assetId'>,
  body: Portfolio,
): Promise<AssetView> {
  const client = await world.as(issuer);
  const path = `/assets/${assetId}`;
  const wanted = body.positions.map(({ cusip }) => cusip).sort();
  const states = (portfolio: AssetView['portfolio']) =>
    portfolio?.positions
      .map(({ cusip }) => cusip)
      .sort()
      .join() === wanted.join();
  const asked = await reach(
    () => client.get<AssetView>(path),
    (view) => states(view.portfolio) || view.pendingPortfolio !== null,
    () => client.put(`${path}/portfolio`, body),
    { what: 'the new statement to await approval' },
  );
  const approvalId = asked.pendingPortfolio?.approvalId;
  if (approvalId) await approve(world, approvalId, 'Agrees with the custodian’s contract notes.');
  return until(
    () => client.get<AssetView>(path),
    (view) => states(view.portfolio),
    { what: 'the new statement to be in force' },
  );
}
