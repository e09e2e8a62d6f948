import { compile } from './compile.ts';
import { type Chain, deploy } from './chain.ts';
import { type Figures, OPENZEPPELIN } from './figures.ts';
import { call, measureHolders } from './holders.ts';

/** OpenZeppelin's ERC-20: the floor, without any rule. */
export async function measureOpenZeppelin(chain: Chain, figures: Figures): Promise<void> {
  const { people } = chain;
  const subject = { system: OPENZEPPELIN };
  const { contract, gas } = await deploy(compile('PlainToken'), people.issuance);
  await measureHolders(chain, figures, subject, {
    mint: (to, amount) => call(contract, 'mint', to, amount),
    transfer: (from, to, amount) => call(contract.connect(people[from]), 'transfer', to, amount),
    approve: (owner, spender, amount) =>
      call(contract.connect(people[owner]), 'approve', spender, amount),
    transferFrom: (spender, from, to, amount) =>
      call(contract.connect(people[spender]), 'transferFrom', from, to, amount),
  });
  figures.note(subject, 'deploy an asset', gas);
}
