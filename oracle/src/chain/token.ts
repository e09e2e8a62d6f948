import { Interface } from 'ethers';
import type { Rpc } from './rpc.js';

const ERC20 = new Interface(['function totalSupply() view returns (uint256)']);

/** Tokens in issue at a block, base units. @throws RpcError, RpcUnreachable */
export async function readTotalSupply(rpc: Rpc, token: string, block: number): Promise<bigint> {
  const answer = await rpc.read(token, ERC20.encodeFunctionData('totalSupply'), block);
  const [supply] = ERC20.decodeFunctionResult('totalSupply', answer) as unknown as [bigint];
  return supply;
}
