import { draftAsset } from './desk/assets.js';
import { fundGas } from './desk/wallets.js';
import { type AssetDraft, goldDraft, propertyDraft } from './drafts.js';
import { submitKyc } from './investors.js';
import { neighboursOf } from './neighbours.js';
import { reach } from './patience.js';
import { addressOf } from './people.js';
import type { KycCaseView, SupplyAnswer } from './views.js';
import type { Evidence, Step, World } from './world.js';

const someoneWaits: Step = {
  name: 'kyc-pending',
  title: 'a third investor hands in the papers and waits for the review',
  async run(world) {
    const view = await submitKyc(world, neighboursOf().pending);
    return { case: view.id, state: view.state };
  },
};

const someoneIsRefused: Step = {
  name: 'kyc-refused',
  title: 'a company whose name is on the sanctions list is refused',
  async run(world) {
    const view = await submitKyc(world, neighboursOf().refused);
    const officer = await world.as(world.cast.reviewer);
    const path = `/kyc-cases/${view.id}`;
    const refused = await reach(
      () => officer.get<KycCaseView>(path),
      (seen) => seen.state === 'rejected',
      () =>
        officer.post(`${path}/reject`, {
          reason: 'The name is an entry of the sanctions list and nothing tells the two apart.',
        }),
      { what: 'the refusal' },
    );
    return { case: refused.id, state: refused.state };
  },
};

const propertyIsDrafted: Step = {
  name: 'real-estate-draft',
  title: 'the issuer drafts a real-estate asset from the city’s sales records',
  run: (world) => draft(world, propertyDraft(world.options.dataDir)),
};

const goldIsDrafted: Step = {
  name: 'gold-draft',
  title: 'the issuer drafts a gold asset',
  run: (world) =>
    draft(world, goldDraft(world.options.dataDir, undefined, world.begins.slice(0, 7))),
};

async function draft(world: World, body: AssetDraft): Promise<Evidence> {
  return { asset: await draftAsset(world, world.cast.issuer, body), name: body.name };
}

const mintWaits: Step = {
  name: 'mint-pending',
  title: 'another mint waits for compliance',
  async run(world) {
    const issuer = await world.as(world.cast.issuer);
    const tokenId = world.know('tokenId');
    const { supplyOrder, approvalId } = await issuer.post<SupplyAnswer>(
      `/tokens/${tokenId}/mints`,
      { walletId: world.know('secondWalletId'), considerationCents: '50000000' },
      { key: `mint-${tokenId}-waiting` },
    );
    return { order: supplyOrder.id, approval: approvalId };
  },
};

const walletsHaveGas: Step = {
  name: 'gas',
  title: 'the local chain’s faucet gives the demo wallets their gas money',
  async run(world) {
    const addresses = [world.cast.first, world.cast.second, neighboursOf().pending].map(addressOf);
    for (const address of addresses) await fundGas(world, address);
    return { wallets: addresses.join(' ') };
  },
};

/** What goes on around the treasury fund, so that every counter of the demo has work on it. */
export const neighbourhood: readonly Step[] = [
  someoneWaits,
  someoneIsRefused,
  propertyIsDrafted,
  goldIsDrafted,
  mintWaits,
  walletsHaveGas,
];
