import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDays,
  formatDecimal,
  isBondMarketDay,
  newYorkTime,
  parseSecuritiesCsv,
} from '@cadastre/core';
import { readCurves } from '../model/curve.ts';
import { civil, sixteenInNewYork } from '../model/days.ts';
import { navOn } from '../model/nav.ts';
import { securitiesIn } from '../model/price.ts';
import { auctionedSecurities, securitiesMaster } from './auctions.ts';
import { Ground } from './ground.ts';
import type { Outcome, Say } from './outcome.ts';
import { type Books, Portfolio } from './portfolio.ts';
import { Trial } from './trial.ts';

/** The day the fund begins; the auctions' record goes back a year before it. */
const START = '2023-01-03';
const YEARS = ['2023', '2024'];
const HALF_AN_HOUR = 1_800;
const BREAKER_BPS = 25n;

export interface CurvePlan {
  dataDir: string;
  /** First and last day, YYYY-MM-DD. */
  from: string;
  to: string;
  say: Say;
}

/**
 * Lives through days of the official par curve, one after the other, at half past four in New York: on
 * each the feed must have the NAV that the model computes from the same files, one round for each
 * business day and none for any other, and every move beyond the breaker must have been parked.
 */
export async function replayCurve({ dataDir, from, to, say }: CurvePlan): Promise<Outcome> {
  const master = securitiesMaster(auctionedSecurities(dataDir));
  const portfolio = new Portfolio(parseSecuritiesCsv(master), START);
  const navOf = model(dataDir, master, portfolio);
  const ground = await Ground.begin(newYorkTime(from, 16));
  try {
    layOut(ground.folder, dataDir, master);
    const { chain } = ground;
    const asset = await chain.deployAsset('FUND', BREAKER_BPS);
    let today = from;
    let head = { number: 0, timestamp: 0 };
    ground.serve = () => statement(asset.assetId, portfolio.statedBy(today), head);
    const beat = await ground.oracle(asset, 'treasury', {});
    const trial = new Trial({ chain, beat, feed: asset.nav, breakerBps: BREAKER_BPS });
    for (; today <= to; today = addDays(today, 1)) {
      await chain.travelTo(newYorkTime(today, 16) + HALF_AN_HOUR);
      head = await chain.head();
      const value = navOf(today);
      if (isBondMarketDay(today) !== (value !== null)) {
        trial.violated(`${today}: the calendar and the official curve differ about the day`);
      }
      if (value === null) await trial.quiet(today);
      else if (!(await trial.due({ when: today, value }))) break;
      if (today.endsWith('-01')) say(`${today}: ${trial.progress}`);
    }
    const name = `par curve ${from} to ${to}, ${portfolio.size} bills and notes`;
    return await trial.end(name, (day) => sixteenInNewYork(civil(day)));
  } finally {
    await ground.end();
  }
}

const curveFiles = YEARS.map((year) => `par_yield_curve_${year}.csv`);

/** The official curves, and the auctions' record in the official layout, as the oracle finds them. */
function layOut(folder: string, dataDir: string, master: string): void {
  for (const name of curveFiles) {
    copyFileSync(join(dataDir, 'treasuries', name), join(folder, name));
  }
  writeFileSync(join(folder, 'treasury_auctions_replayed.csv'), master);
}

/** NAV per share × 10⁶ of a day by the model; null on a day without an official curve. */
function model(dataDir: string, master: string, portfolio: Portfolio) {
  const securities = securitiesIn(master);
  const curves = curveFiles.flatMap((name) => readCurves(dataDir, name));
  const byDay = new Map(curves.map((curve) => [curve.date, curve]));
  return (day: string): bigint | null => {
    const curve = byDay.get(day);
    return curve ? navOn(portfolio.statedBy(day), 0n, curve, securities).navPerShareUsd6 : null;
  };
}

/** The fund's statement as the API serves it. */
function statement(assetId: string, books: Books, head: { number: number; timestamp: number }) {
  return {
    assetId,
    asOfBlock: String(head.number),
    asOfTime: new Date(head.timestamp * 1000).toISOString(),
    statedOn: books.statedOn,
    currency: 'USD',
    positions: books.positions.map(({ cusip, faceCents }) => ({
      cusip,
      faceCents: faceCents.toString(),
      costPricePer100: formatDecimal(books.costs.get(cusip) ?? 0n, 6),
    })),
    cashCents: books.cashCents.toString(),
    liabilitiesCents: books.liabilitiesCents.toString(),
    feeBpsPerYear: books.feeBpsPerYear.toString(),
    feeAccruedSince: books.feeAccruedSince,
    seedShares: books.seedShares.toString(),
    shareDecimals: 6,
  };
}
