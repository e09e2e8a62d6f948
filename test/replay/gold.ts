import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatDecimal } from '@cadastre/core';
import { monthlyPrices, type Point } from '../model/breaker.ts';
import { Ground } from './ground.ts';
import type { Outcome, Say } from './outcome.ts';
import { Trial } from './trial.ts';

/** A chain's time begins in 1970. The calendar repeats itself after 28 years. */
const YEARS_LATER = 28;
const HOUR = 3_600;
const BREAKER_BPS = 1_000n;
/** The vault's ounces stay the same. */
const FINE_OUNCES = '1198.480';

export interface GoldPlan {
  dataDir: string;
  /** First and last month, YYYY-MM. */
  from: string;
  to: string;
  say: Say;
}

/**
 * Lives through the monthly gold prices since 1960, each known an hour after its month is over: one round
 * for each month at just that price, and every move beyond the breaker parked until two people approved it.
 */
export async function replayGold({ dataDir, from, to, say }: GoldPlan): Promise<Outcome> {
  const file = join(dataDir, 'gold', 'gold_price_monthly_usd_oz_1960-01_2026-06.csv');
  const months = monthlyPrices(readFileSync(file, 'utf8')).filter(
    ({ when }) => when >= from && when <= to,
  );
  const ground = await Ground.begin(endOf(from) - HOUR);
  try {
    const { chain } = ground;
    let now: Point | undefined;
    ground.serve = () =>
      now && {
        usdPerOunce: formatDecimal(now.value, 6),
        fineOunces: FINE_OUNCES,
        asOf: endOf(now.when),
      };
    const asset = await chain.deployAsset('GOLD', BREAKER_BPS);
    const planFile = join(ground.folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(plan(asset.assetId, ground.webUrl)));
    const beat = await ground.oracle(asset, 'gold', { ORACLE_PLAN_FILE: planFile });
    const trial = new Trial({ chain, beat, feed: asset.nav, breakerBps: BREAKER_BPS });
    for (const month of months) {
      await chain.travelTo(endOf(month.when) + HOUR);
      now = month;
      if (!(await trial.due(month))) break;
      if (month.when.endsWith('0-01')) say(`${month.when}: ${trial.progress}`);
    }
    return await trial.end(`gold ${from} to ${to}, monthly`, endOf);
  } finally {
    await ground.end();
  }
}

/** The month's end on the chain, Unix seconds. */
function endOf(month: string): number {
  const [year, number] = month.split('-').map(Number);
  return Date.UTC((year ?? 0) + YEARS_LATER, number ?? 0, 1) / 1000;
}

/** One price service and one vault that say what the file says. */
function plan(assetId: string, url: string) {
  const feed = (path: string, unit: string, scale: number) => ({
    unit,
    scale: 6,
    sources: [
      {
        provider: 'the file',
        source: { kind: 'http-json', url: `${url}/gold`, value: path, time: '/asOf', unit, scale },
      },
    ],
    maxAge: 86_400,
    min: '1',
    max: '1000000000000',
  });
  return {
    assets: [
      {
        assetId,
        nav: feed('/usdPerOunce', 'USD', 6),
        reserve: feed('/fineOunces', 'fine oz', 3),
      },
    ],
  };
}
