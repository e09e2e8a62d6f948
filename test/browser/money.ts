import { SampleDollar__factory } from '@cadastre/contracts';
import { JsonRpcProvider, Wallet } from 'ethers';
import type { Persona } from '../../scripts/lib/counter.ts';

/** Base units of a dollar. */
const DOLLAR = 1_000_000n;

/** Puts a sample dollar on the demonstration's chain and gives each holder some. @returns its address */
export async function sampleDollar(
  url: string,
  payer: Persona,
  holders: Persona[],
  dollars: bigint,
): Promise<string> {
  if (!payer.wallet) throw new Error(`${payer.name} has no wallet`);
  const node = new JsonRpcProvider(`${url}/api/v1/public/demo/rpc`, undefined, {
    batchMaxCount: 1,
    cacheTimeout: -1,
  });
  try {
    const made = await new SampleDollar__factory(
      new Wallet(payer.wallet.privateKey, node),
    ).deploy();
    await made.waitForDeployment();
    for (const { wallet } of holders) {
      if (wallet) await (await made.mint(wallet.address, dollars * DOLLAR)).wait();
    }
    return await made.getAddress();
  } finally {
    node.destroy();
  }
}
