import { addMonths, newYorkTime, previousBondMarketDay } from '@cadastre/core';
import { dayOf, eveningPasses, moveTo, navRounds } from '../desk/evenings.js';
import { curveOf, exchanged, restate } from '../desk/portfolio.js';
import { holdsSamples, readMasters, samplePortfolio, STORY_BEGINS } from '../fund.js';
import type { AssetView, StatementView } from '../views.js';
import type { Evidence, Step, World } from '../world.js';
import { fundAttested, fundProduct } from './fund.js';
import { publishGold } from './gold.js';
import { propertiesConfirmed, valuersAttest } from './homes.js';

/** Nobody trades in these: they give the feeds their year. Day by day it goes on in April. */
export const QUIET_MONTHS = [
  ...['2025-07', '2025-08', '2025-09', '2025-10', '2025-11', '2025-12'],
  ...['2026-01', '2026-02', '2026-03'],
] as const;
export const WEEK = { days: 7 };
export const endsQuarter = (month: string): boolean => Number(month.slice(5)) % 3 === 0;

/** Evenings a week apart, and a month's or story's last one, until the fund has a NAV of that day. */
async function weeksPass(world: World, until: string): Promise<number> {
  const { issuer, assetId } = await fundProduct(world);
  let rounds = await navRounds(world, issuer, assetId);
  for (let [last] = rounds; last && dayOf(last) < until;) {
    last = await eveningPasses(world, issuer, assetId, { ...WEEK, notAfter: until });
  }
  rounds = await navRounds(world, issuer, assetId);
  return rounds.length;
}

/** Week by week to the month's last business day; then gold's average is published, at a quarter's end appraisals too. */
export const quietMonthsPass: readonly Step[] = QUIET_MONTHS.map((month) => ({
  name: `month-${month}`,
  title: `${month} passes: a NAV each week, the month's gold price, the custodians' word${endsQuarter(month) ? ', the appraisals' : ''}`,
  async run(world): Promise<Evidence> {
    const end = previousBondMarketDay(addMonths(`${month}-01`, 1));
    if (end < world.begins) return { passed: 'before the story' };
    const rounds = await weeksPass(world, end);
    await moveTo(world, newYorkTime(end, 17));
    const gold = await publishGold(world, month);
    await fundAttested(world);
    if (endsQuarter(month)) await propertiesConfirmed(world, newYorkTime(end, 0));
    else await valuersAttest(world);
    return { rounds, gold };
  },
}));

/** From here on what the fund holds exists: the auction records begin. */
export const fundBuysRealBills: Step = {
  name: 'fund-exchange',
  title:
    'the fund sells its sample securities and buys real bills and notes at the evening’s curve',
  async run(world) {
    const product = await fundProduct(world);
    const issuer = await world.as(product.issuer);
    await weeksPass(world, STORY_BEGINS);
    const { portfolio } = await issuer.get<AssetView>(`/assets/${product.assetId}`);
    if (!portfolio || !holdsSamples(portfolio.positions)) return { exchanged: 0 };
    const { dataDir } = world.options;
    const statement = await issuer.get<StatementView>(
      `/public/assets/${product.assetId}/statement`,
    );
    const wanted = samplePortfolio(dataDir, STORY_BEGINS);
    const curve = curveOf(dataDir, STORY_BEGINS);
    await restate(world, product, exchanged(statement, wanted, readMasters(dataDir), curve));
    await fundAttested(world);
    return { exchanged: wanted.positions.length };
  },
};
