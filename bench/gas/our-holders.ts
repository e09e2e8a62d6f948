import { id } from 'ethers';
import { AssetToken__factory, type AssetToken } from '@cadastre/contracts';
import type { Person } from './chain.ts';
import { type Figures, OURS, VARIANTS } from './figures.ts';
import { measureHolders, type TokenActs } from './holders.ts';
import { openAsset, type Ours, register } from './ours.ts';

const REASON = id('court order');
const PAPER = id('order of the court');

/** The life of a token of ours, for every variant, direct and behind the clone's proxy. */
export async function measureOurHolders(ours: Ours, figures: Figures): Promise<void> {
  const { provider, people, send } = ours.chain;
  await register(ours, people.alice.address, 1n);
  await register(ours, people.bob.address, 2n);
  await register(ours, people.newcomer.address, 3n);
  const code = await provider.getCode(ours.deployment.addresses.AssetTokenImplementation);
  let number = 100;
  for (const variant of VARIANTS) {
    for (const clone of [false, true]) {
      const { token } = await openAsset(ours, (number += 1), variant);
      // Without its proxy: the implementation's code put where the clone stands.
      if (!clone) await send('anvil_setCode', [token, code]);
      const subject = { system: OURS, variant, clone };
      await measureHolders(ours.chain, figures, subject, actsOf(ours, token));
    }
  }
}

function actsOf({ chain }: Ours, address: string): TokenActs {
  const as = (person: Person): AssetToken =>
    AssetToken__factory.connect(address, chain.people[person]);
  let operation = 0n;
  return {
    mint: (to, amount) => as('issuance').mint(to, amount, (operation += 1n)),
    transfer: (from, to, amount) => as(from).transfer(to, amount),
    approve: (owner, spender, amount) => as(owner).approve(spender, amount),
    transferFrom: (spender, from, to, amount) => as(spender).transferFrom(from, to, amount),
    freezePart: (account, amount) => as('compliance').freezePartialTokens(account, amount),
    freeze: (account, on) =>
      as('compliance')['setAddressFrozen(address,bool,bytes32,bytes32)'](
        account,
        on,
        REASON,
        PAPER,
      ),
    forcedTransfer: (from, to, amount) =>
      as('compliance')['forcedTransfer(address,address,uint256,bytes32,bytes32)'](
        from,
        to,
        amount,
        REASON,
        PAPER,
      ),
    openRecordDate: () => as('issuance').openRecordDate(),
  };
}
