import { Injectable } from '@nestjs/common';
import { Node } from '../chain/rpc/node.js';
import { RpcError, RpcUnreachable } from '../chain/rpc/rpc.js';
import { Problem, Refused } from '../platform/problem.js';
import { DISTRIBUTOR, ERC20 } from './distribution.contract.js';

/** What the payment token and the distributor say right now, pending transactions included. */
@Injectable()
export class DistributionChain {
  constructor(private readonly node: Node) {}

  /** @throws Refused `unknown_payment_token` where no ERC-20 with decimals answers */
  async describe(token: string): Promise<{ symbol: string; decimals: number }> {
    try {
      const [[symbol], [decimals]] = await Promise.all([
        this.ask(ERC20, token, 'symbol', []),
        this.ask(ERC20, token, 'decimals', []),
      ]);
      return { symbol: String(symbol).slice(0, 32), decimals: Number(decimals) };
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Refused(
        'unknown_payment_token',
        `No token answers at ${token}: give the address of an ERC-20 on this chain.`,
      );
    }
  }

  async balanceOf(token: string, account: string): Promise<bigint> {
    return (await this.ask(ERC20, token, 'balanceOf', [account]))[0] as bigint;
  }

  /** What earlier distributions have left for the next one in this money. */
  async carried(distributor: string, payment: string): Promise<bigint> {
    return (await this.ask(DISTRIBUTOR, distributor, 'carried', [payment]))[0] as bigint;
  }

  private async ask(abi: typeof ERC20, to: string, name: string, args: unknown[]) {
    try {
      const data = abi.encodeFunctionData(name, args);
      return abi.decodeFunctionResult(name, await this.node.call({ to, data }, 'pending'));
    } catch (error) {
      if (!(error instanceof RpcUnreachable) || error instanceof RpcError) throw error;
      throw new Problem(
        503,
        'chain_unreachable',
        'The chain does not answer',
        'Nothing was changed. Repeat the request in a moment.',
      );
    }
  }
}
