import { Interface, isError } from 'ethers';
import { Refusal } from '../platform/refusal.js';
import { RpcError, type Rpc } from './rpc.js';

const ERC20 = new Interface([
  'function totalSupply() view returns (uint256)',
  'function decimals() view returns (uint8)',
]);

/**
 * Tokens in issue at a block, base units.
 * @throws Refusal `SUPPLY_UNREADABLE` (no token there, or the node has no state that old), RpcUnreachable
 */
export async function readTotalSupply(rpc: Rpc, token: string, block: number): Promise<bigint> {
  try {
    const answer = await rpc.read(token, ERC20.encodeFunctionData('totalSupply'), block);
    const [supply] = ERC20.decodeFunctionResult('totalSupply', answer) as unknown as [bigint];
    return supply;
  } catch (error) {
    if (error instanceof RpcError || isError(error, 'BAD_DATA')) {
      throw new Refusal(
        'SUPPLY_UNREADABLE',
        `The supply of ${token} at block ${block} cannot be read: ${error.message}.`,
      );
    }
    throw error;
  }
}

/** Supply (base units) and decimals of a token at a block. @throws RpcError, RpcUnreachable */
export async function readToken(
  rpc: Rpc,
  token: string,
  block: number,
): Promise<{ supply: bigint; decimals: number }> {
  const [supply, decimals] = await Promise.all([
    rpc.read(token, ERC20.encodeFunctionData('totalSupply'), block),
    rpc.read(token, ERC20.encodeFunctionData('decimals'), block),
  ]);
  return {
    supply: ERC20.decodeFunctionResult('totalSupply', supply)[0] as bigint,
    decimals: Number(ERC20.decodeFunctionResult('decimals', decimals)[0]),
  };
}
