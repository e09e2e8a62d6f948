import { newYorkTime } from '@cadastre/core';
import { dayOf, eveningPasses, moveTo, navRounds } from '../desk/evenings.js';
import type { Step } from '../world.js';
import { fundAttested, fundProduct } from './fund.js';
import { publishGold } from './gold.js';
import { propertiesConfirmed, rentIsPaid, valuersAttest } from './homes.js';
import { endsQuarter } from './year.js';

/** Each month as it ends: the files of gold prices go to June. */
const MONTHS = [
  { name: 'April', month: '2026-04', end: '2026-04-30' },
  { name: 'May', month: '2026-05', end: '2026-05-29' },
  { name: 'June', month: '2026-06', end: '2026-06-30' },
] as const;
/** June's is paid on the day after, net of tax (`rentIsTaxed`). */
const rentPaidInMonth = (place: number): boolean => place < MONTHS.length - 1;

/** Evening by evening to the month's last business day; then gold's average is published, and the rent is paid. */
export const monthsPass: readonly Step[] = MONTHS.map(({ name, month, end }, place) => ({
  name: `month-${month}`,
  title: `${name} passes: a NAV each evening, the month's gold price, the custodians' word${rentPaidInMonth(place) ? ', the rent, a transfer' : ''}`,
  async run(world) {
    const { issuer, assetId } = await fundProduct(world);
    const last = async () => (await navRounds(world, issuer, assetId))[0];
    for (let round = await last(); round && dayOf(round) < end;) {
      round = await eveningPasses(world, issuer, assetId);
    }
    await moveTo(world, newYorkTime(end, 17));
    const gold = await publishGold(world, month);
    if (endsQuarter(month)) await propertiesConfirmed(world, newYorkTime(end, 0));
    else await valuersAttest(world);
    await fundAttested(world);
    const rent = rentPaidInMonth(place) ? await rentIsPaid(world, place) : {};
    return { rounds: (await navRounds(world, issuer, assetId)).length, gold, ...rent };
  },
}));
