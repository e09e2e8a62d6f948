import { addDays, type IsoDate, newYorkDate, newYorkTime, nextBondMarketDay } from '@cadastre/core';
import { until } from '../patience.js';
import type { Person } from '../people.js';
import type { RoundsView } from '../views.js';
import type { World } from '../world.js';

/** The curve is of 16:00 in New York; half an hour later everybody has it. */
const EVENING = { hour: 16, minute: 30 };

export type Round = RoundsView['items'][number];

/** An asset's NAV rounds, newest first. */
export async function navRounds(world: World, issuer: Person, assetId: string): Promise<Round[]> {
  const client = await world.as(issuer);
  const { items } = await client.get<RoundsView>(`/assets/${assetId}/rounds?limit=200`);
  return items.filter((round) => round.kind === 'nav');
}

/** The business day in New York whose evening a round valued. */
export const dayOf = ({ valuationTime }: Round): IsoDate =>
  newYorkDate(Date.parse(valuationTime) / 1000);

/** How far to go: to the first business day at least so many days on; one that is not passed over. */
interface Pace {
  days?: number;
  notAfter?: IsoDate;
}

/** The business day after another, at a pace. */
export function nextEvening(last: IsoDate, { days = 1, notAfter }: Pace = {}): IsoDate {
  const day = nextBondMarketDay(addDays(last, days - 1));
  return notAfter !== undefined && notAfter < day ? notAfter : day;
}

/**
 * Moves the local chain to the evening of the next business day after the fund's newest NAV, or as far as it is told; the
 * oracle publishes that evening's NAV, as it would if one waited. @returns its round
 */
export async function eveningPasses(
  world: World,
  issuer: Person,
  assetId: string,
  pace: Pace = {},
): Promise<Round> {
  const read = () => navRounds(world, issuer, assetId);
  const [last] = await until(read, (rounds) => rounds.length > 0, {
    what: 'the first NAV',
    timeoutMs: 180_000,
  });
  if (!last) throw new Error('no NAV has been published yet');
  const day = nextEvening(dayOf(last), pace);
  await moveTo(world, newYorkTime(day, EVENING.hour, EVENING.minute));
  const [newest] = await until(read, ([round]) => round !== undefined && dayOf(round) >= day, {
    what: `the NAV of ${day}`,
  });
  return newest ?? last;
}

/** Moves the local chain's clock to an instant, Unix seconds; never back. */
export async function moveTo(world: World, at: number): Promise<void> {
  const { rpc } = world.options;
  const block = await rpc.getBlock('pending');
  if (!block || block.timestamp >= at) return;
  await rpc.send('evm_increaseTime', [at - block.timestamp]);
  await rpc.send('evm_mine', []);
}
