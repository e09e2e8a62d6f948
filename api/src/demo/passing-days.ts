import { dayOf, eveningPasses, navRounds } from './desk/evenings.js';
import type { Step } from './world.js';

/** Business days the demonstration lives through after the first NAV. */
const BUSINESS_DAYS = 10;

/** The fund gets a history: one NAV for each evening. */
export const daysPass: Step = {
  name: 'days-pass',
  title: `${BUSINESS_DAYS} business days pass, each with its NAV`,
  async run(world) {
    const { issuer } = world.cast;
    const assetId = world.know('assetId');
    let day = '';
    for (let lived = 0; lived < BUSINESS_DAYS; lived += 1) {
      day = dayOf(await eveningPasses(world, issuer, assetId));
    }
    return { rounds: (await navRounds(world, issuer, assetId)).length, until: day };
  },
};
