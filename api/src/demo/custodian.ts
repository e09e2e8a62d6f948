import { newYorkDate } from '@cadastre/core';
import { attest } from './desk/custodian.js';
import type { AssetView } from './views.js';
import type { Step, World } from './world.js';
import type { Person } from './people.js';

/** Face of what a fund holds that has not matured by the chain's day, US cents. */
export async function faceHeld(world: World, issuer: Person, assetId: string): Promise<bigint> {
  const client = await world.as(issuer);
  const { portfolio } = await client.get<AssetView>(`/assets/${assetId}`);
  const block = await world.options.rpc.getBlock('latest');
  const today = newYorkDate(block?.timestamp ?? 0);
  return (portfolio?.positions ?? [])
    .filter(({ maturityDate }) => maturityDate > today)
    .reduce((sum, { faceCents }) => sum + BigInt(faceCents), 0n);
}

/** The fund's custodian states over its own signature what it holds. */
export const custodianAttests: Step = {
  name: 'custodian',
  title: 'the custodian’s key is accepted, and it attests to what it holds for the fund',
  async run(world) {
    const { issuer } = world.cast;
    const assetId = world.know('assetId');
    const face = await faceHeld(world, issuer, assetId);
    const { id } = await attest(world, { issuer, assetId }, 'treasury', face);
    return { attestation: id, face: `${face} US cents` };
  },
};
