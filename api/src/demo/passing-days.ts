import { nextBondMarketDay, newYorkDate, newYorkTime, type IsoDate } from '@cadastre/core';
import { until } from './patience.js';
import type { RoundsView } from './views.js';
import type { Step, World } from './world.js';

/** Business days the demonstration lives through after the first NAV. */
const BUSINESS_DAYS = 10;
/** The curve is of 16:00 in New York; half an hour later everybody has it. */
const EVENING = { hour: 16, minute: 30 };

/**
 * Moves the local chain from evening to evening, so that the fund has a history: the oracle
 * publishes one NAV for each, as it would if one waited.
 */
export const daysPass: Step = {
  name: 'days-pass',
  title: `${BUSINESS_DAYS} business days pass, each with its NAV`,
  async run(world) {
    let rounds = await navRounds(world);
    const first = rounds.at(-1);
    if (!first) throw new Error('no NAV has been published yet');
    let day = dayOf(first.valuationTime);
    for (let lived = 0; lived < BUSINESS_DAYS; lived += 1) {
      day = nextBondMarketDay(day);
      await evening(world, day);
      rounds = await until(
        () => navRounds(world),
        ([newest]) => newest !== undefined && dayOf(newest.valuationTime) >= day,
        { what: `the NAV of ${day}` },
      );
    }
    return { rounds: rounds.length, until: day };
  },
};

const dayOf = (instant: string): IsoDate => newYorkDate(Date.parse(instant) / 1000);

/** The NAV feed's rounds, newest first. */
async function navRounds(world: World): Promise<RoundsView['items']> {
  const issuer = await world.as(world.cast.issuer);
  const path = `/assets/${world.know('assetId')}/rounds?limit=200`;
  return (await issuer.get<RoundsView>(path)).items.filter((round) => round.kind === 'nav');
}

async function evening(world: World, day: IsoDate): Promise<void> {
  const { rpc } = world.options;
  const at = newYorkTime(day, EVENING.hour, EVENING.minute);
  const block = await rpc.getBlock('pending');
  if (!block || block.timestamp >= at) return;
  await rpc.send('evm_increaseTime', [at - block.timestamp]);
  await rpc.send('evm_mine', []);
}
