import { everHolders, TOKEN_ABI, whole } from './chain.ts';
import type { Subject } from './subject.ts';

interface CapTable {
  block: { number: number; hash: string };
  supplyBaseUnits: string;
  holders: { address: string; amountBaseUnits: string }[];
}

/** The register, the chain's balances and the total supply are the same at one block. */
export async function checkCapTable({ world, rpc, checks }: Subject): Promise<void> {
  const auditor = await world.as(world.cast.auditor);
  const token = world.know('tokenAddress');
  const table = await auditor.get<CapTable>(`/tokens/${world.know('tokenId')}/cap-table`);
  const at = table.block.number;
  const block = await rpc.getBlock(at);
  checks.equal(
    `the cap table's block ${at} has the chain's hash`,
    table.block.hash,
    `${block?.hash}`,
  );

  const registered = new Map(
    table.holders.map((h) => [h.address.toLowerCase(), h.amountBaseUnits]),
  );
  let sum = 0n;
  let holders = 0;
  for (const address of await everHolders(rpc, token, at)) {
    const balance = await whole(rpc, TOKEN_ABI, token, 'balanceOf', [address], at);
    sum += balance;
    if (balance > 0n) holders += 1;
    const listed = registered.get(address.toLowerCase()) ?? '0';
    checks.equal(`cap table = balanceOf(${address}) at block ${at}`, listed, balance);
    registered.delete(address.toLowerCase());
  }
  checks.equal('the cap table lists nobody the chain does not know', registered.size, 0);
  const supply = await whole(rpc, TOKEN_ABI, token, 'totalSupply', [], at);
  checks.equal(`Σ balanceOf = totalSupply at block ${at}`, sum, supply);
  checks.equal('the cap table’s supply = totalSupply', table.supplyBaseUnits, supply);
  const counted = await whole(rpc, TOKEN_ABI, token, 'holderCount', [], at);
  checks.equal('holders counted from balances = the contract’s holder count', holders, counted);
}
