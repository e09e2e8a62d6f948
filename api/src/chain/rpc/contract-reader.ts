import { Injectable } from '@nestjs/common';
import { Interface } from 'ethers';
import { Problem, Refused } from '../../platform/problem.js';
import { type RevertReason, revertReason } from '../outbox/revert-reason.js';
import { Simulator } from '../outbox/simulate.js';
import { type Call, Node } from './node.js';
import { RpcUnreachable } from './rpc.js';

const ERC20 = new Interface([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
]);

/** What contracts say right now, with what waits in the node. */
@Injectable()
export class ContractReader {
  constructor(private readonly node: Node) {}

  /** The answer of a view, as the ABI decodes it. @throws Problem `chain_unreachable`; RpcError where it reverts */
  async ask<Answer extends unknown[]>(
    abi: Interface,
    to: string,
    view: string,
    args: readonly unknown[] = [],
  ): Promise<Answer> {
    const data = abi.encodeFunctionData(view, args);
    try {
      const answer = await this.node.call({ to, data }, 'pending');
      return abi.decodeFunctionResult(view, answer) as unknown as Answer;
    } catch (error) {
      throw readable(error);
    }
  }

  /** What a token that people pay with says of itself. @throws Refused `unknown_payment_token` where no ERC-20 answers */
  async paymentToken(at: string): Promise<{ symbol: string; decimals: number }> {
    try {
      const [symbol] = await this.ask<[string]>(ERC20, at, 'symbol');
      const [decimals] = await this.ask<[bigint]>(ERC20, at, 'decimals');
      return { symbol: symbol.slice(0, 32), decimals: Number(decimals) };
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Refused(
        'unknown_payment_token',
        `No token answers at ${at}: give the address of an ERC-20 on this chain.`,
      );
    }
  }

  /** Why these calls of an account, one after the other, would fail now; null when all succeed. */
  async refuses(from: string, calls: Call[]): Promise<RevertReason | null> {
    try {
      const answers = await new Simulator(this.node, from, revertReason).run(calls);
      return answers.find((answer) => typeof answer !== 'bigint') ?? null;
    } catch (error) {
      throw readable(error);
    }
  }
}

function readable(error: unknown): unknown {
  if (!(error instanceof RpcUnreachable)) return error;
  return new Problem(
    503,
    'chain_unreachable',
    'The chain does not answer',
    'Nothing was changed. Repeat the request in a moment.',
  );
}
