import type { Holder } from '../desk/sales.js';
import { passKyc, registerWallet, submitKyc } from '../investors.js';
import { reach } from '../patience.js';
import type { KycCaseView } from '../views.js';
import type { Step, World } from '../world.js';
import { SAMPLE_INVESTORS, type SampleInvestor } from './sample-investors.js';

/** Last day of those who are to be found expired when June is over. */
const SHORT = '2026-06-15';
const AT_ONCE = 3;

export const crowdArrives: Step = {
  name: 'crowd',
  title: `${SAMPLE_INVESTORS.length} investors of eighteen countries hand in their papers`,
  async run(world) {
    const waiting = [...SAMPLE_INVESTORS];
    const lane = async () => {
      for (let one = waiting.shift(); one; one = waiting.shift()) await arrive(world, one);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
    const counted = Object.groupBy(SAMPLE_INVESTORS, ({ standing }) => standing);
    return Object.fromEntries(
      Object.entries(counted).map(([standing, members]) => [standing, members.length]),
    );
  },
};

async function arrive(world: World, { investor, standing }: SampleInvestor): Promise<void> {
  if (standing === 'waiting') await submitKyc(world, investor);
  else if (standing === 'refused') await refuse(world, await submitKyc(world, investor));
  else if (standing === 'expired') await passKyc(world, investor, SHORT);
  else await passKyc(world, investor);
  if (standing === 'holder' || standing === 'expired') await registerWallet(world, investor);
}

async function refuse(world: World, { id }: KycCaseView): Promise<void> {
  const officer = await world.as(world.cast.reviewer);
  const path = `/kyc-cases/${id}`;
  await reach(
    () => officer.get<KycCaseView>(path),
    ({ state }) => state === 'rejected',
    () =>
      officer.post(`${path}/reject`, {
        reason: 'The papers do not show where the money comes from, and were not completed.',
      }),
    { what: 'the refusal' },
  );
}

/** The first of the crowd whose wallets are on the register, in the order of the table. */
export async function holders(world: World, count: number, from = 0): Promise<Holder[]> {
  const chosen = SAMPLE_INVESTORS.filter(({ standing }) => standing === 'holder').slice(
    from,
    from + count,
  );
  return Promise.all(chosen.map((one) => asHolder(world, one)));
}

/** The one of the crowd who is called so. */
export function holder(world: World, name: string): Promise<Holder> {
  const found = SAMPLE_INVESTORS.find(({ investor }) => investor.name === name);
  if (!found) throw new Error(`nobody in the crowd is called ${name}`);
  return asHolder(world, found);
}

const asHolder = async (world: World, { investor }: SampleInvestor): Promise<Holder> => ({
  investor,
  walletId: (await registerWallet(world, investor)).id,
});
