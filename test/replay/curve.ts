import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDays,
  formatDecimal,
  isBondMarketDay,
  newYorkTime,
  parseSecuritiesCsv,
} from '@cadastre/core';
import { beyondBreaker, type Point } from '../model/breaker.ts';
import { readCurves } from '../model/curve.ts';
import { civil, sixteenInNewYork } from '../model/days.ts';
import { navOn } from '../model/nav.ts';
import { securitiesIn } from '../model/price.ts';
import { auctionedSecurities, securitiesMaster } from './auctions.ts';
import { Ground } from './ground.ts';
import type { Outcome, Say } from './outcome.ts';
import { type Books, Portfolio } from './portfolio.ts';
import { awaitRound, history } from './step.ts';

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
  const began = performance.now();
  const violations: string[] = [];
  const parked: string[] = [];
  const expected: Point[] = [];
  const ground = await Ground.begin(newYorkTime(from, 16));
  try {
    const master = securitiesMaster(auctionedSecurities(dataDir));
    const files = YEARS.map((year) => `par_yield_curve_${year}.csv`);
    for (const name of files) {
      copyFileSync(join(dataDir, 'treasuries', name), join(ground.folder, name));
    }
    writeFileSync(join(ground.folder, 'treasury_auctions_replayed.csv'), master);
    const known = {
      curves: new Map(files.flatMap((f) => readCurves(dataDir, f)).map((c) => [c.date, c])),
      securities: securitiesIn(master),
    };
    const portfolio = new Portfolio(parseSecuritiesCsv(master), START);
    const asset = await ground.chain.deployAsset('FUND', BREAKER_BPS);
    let today = from;
    let head = { number: 0, timestamp: 0 };
    ground.serve = () => statement(asset.assetId, portfolio.statedBy(today), head);
    const beat = await ground.oracle(asset, 'treasury', {});
    let steps = 0;
    for (; today <= to; today = addDays(today, 1)) {
      steps += 1;
      await ground.chain.travelTo(newYorkTime(today, 16) + HALF_AN_HOUR);
      head = await ground.chain.head();
      const curve = known.curves.get(today);
      if (isBondMarketDay(today) !== (curve !== undefined)) {
        violations.push(`${today}: the calendar and the official curve differ about the day`);
      }
      if (curve) {
        const { navPerShareUsd6: value } = navOn(
          portfolio.statedBy(today),
          0n,
          curve,
          known.securities,
        );
        expected.push({ when: today, value });
        const step = await awaitRound(ground.chain, beat, asset.nav, expected.length);
        if (!step) {
          violations.push(`${today}: no round`);
          break;
        }
        if (step.parked !== null) parked.push(today);
        if (step.parked !== null && step.parked !== value) {
          violations.push(`${today}: ${step.parked} was parked, the model has ${value}`);
        }
      } else {
        await beat();
      }
      const { round, answer } = await ground.chain.latest(asset.nav);
      if (round !== expected.length) {
        violations.push(`${today}: round ${round}, business day ${expected.length}`);
      }
      if (answer !== expected.at(-1)?.value) {
        violations.push(`${today}: ${answer}, the model has ${expected.at(-1)?.value}`);
      }
      if (today.endsWith('-01')) {
        say(`${today}: ${round} rounds, NAV ${formatDecimal(answer, 6)}, ${parked.length} parked`);
      }
    }
    const rounds = await history(ground, asset.nav);
    rounds.forEach(({ answer, valuationTime }, i) => {
      const point = expected[i];
      const close = point && sixteenInNewYork(civil(point.when));
      if (answer !== point?.value || valuationTime !== close) {
        violations.push(
          `round ${i + 1}: ${answer} of ${valuationTime}, expected ${point?.value} of ${close}`,
        );
      }
    });
    const must = beyondBreaker(expected, BREAKER_BPS).map(({ when }) => when);
    if (must.join() !== parked.join()) {
      violations.push(`parked on ${parked.join(', ')}; by the model on ${must.join(', ')}`);
    }
    return {
      name: `par curve ${from} to ${to}, ${portfolio.size} bills and notes`,
      rounds: rounds.length,
      steps,
      parked,
      breakerBps: BREAKER_BPS,
      seconds: (performance.now() - began) / 1000,
      violations,
    };
  } finally {
    await ground.end();
  }
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
