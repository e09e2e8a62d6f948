import { installPeers } from '../lib/peers.ts';
import type { BenchResult } from '../lib/rows.ts';
import { startChain } from './chain.ts';
import { Figures } from './figures.ts';
import { measureOpenZeppelin } from './openzeppelin.ts';
import { measureIncome } from './our-income.ts';
import { measureOffering, measureQueue } from './our-markets.ts';
import { measureOurHolders } from './our-holders.ts';
import { measureOurPlatform } from './our-platform.ts';
import { openPlatform } from './ours.ts';
import { openFund } from './satellites.ts';
import { QUOTED, quotedTable } from './quoted.ts';
import { measureTrex } from './trex.ts';

/** Gas of whole transactions, every system on one EVM in one run. */
export async function measureGas(say: (message: string) => void): Promise<BenchResult> {
  await installPeers(say);
  const chain = await startChain();
  try {
    const figures = new Figures();
    say('OpenZeppelin ERC-20');
    await measureOpenZeppelin(chain, figures);
    say('T-REX 4.1.6');
    await measureTrex(chain, figures);
    say('Cadastre: holders');
    const ours = await openPlatform(chain);
    await measureOurHolders(ours, figures);
    say('Cadastre: register, feeds, deployment');
    await measureOurPlatform(ours, figures);
    say('Cadastre: income, sales, redemptions');
    const fund = await openFund(ours);
    await measureIncome(fund, figures);
    await measureOffering(fund, figures);
    await measureQueue(fund, figures);
    return {
      rows: [...figures.rows(), ...QUOTED],
      table: `${figures.table()}\n\n${quotedTable()}`,
    };
  } finally {
    await chain.stop();
  }
}
