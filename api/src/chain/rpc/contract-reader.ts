import { Injectable } from '@nestjs/common';
import type { Interface } from 'ethers';
import { Problem, Refused } from '../../platform/problem.js';
import { ERC20 } from '../erc20.js';
import { type RevertReason, revertReason } from '../outbox/revert-reason.js';
import { Simulator } from '../outbox/simulate.js';
import { type Call, Node } from './node.js';
import { RpcUnreachable } from './rpc.js';

/** The finest payment token that is understood. */
const MOST_DECIMALS = 18n;

/** A token that people pay with, as it describes itself. */
export interface PaymentToken {
  symbol: string;
  decimals: number;
}

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
    const answer = await fromChain(() => this.node.call({ to, data }, 'pending'));
    return abi.decodeFunctionResult(view, answer) as unknown as Answer;
  }

  /** Base units of an ERC-20 that an account has. @throws as `ask` */
  async balanceOf(token: string, account: string): Promise<bigint> {
    return (await this.ask<[bigint]>(ERC20, token, 'balanceOf', [account]))[0];
  }

  /** Base units of an ERC-20 that `spender` may take of `owner`. @throws as `ask` */
  async allowance(token: string, owner: string, spender: string): Promise<bigint> {
    return (await this.ask<[bigint]>(ERC20, token, 'allowance', [owner, spender]))[0];
  }

  /**
   * What a token that people pay with says of itself.
   * @param asset the token that it pays for or that its payees hold
   * @throws Refused `payment_is_the_asset`; `unknown_payment_token` where no ERC-20 of at most 18 decimals answers
   */
  async paymentToken(at: string, asset?: string): Promise<PaymentToken> {
    if (at.toLowerCase() === asset?.toLowerCase()) {
      throw new Refused('payment_is_the_asset', 'It is paid in another token than the asset.');
    }
    try {
      const [symbol] = await this.ask<[string]>(ERC20, at, 'symbol');
      const [decimals] = await this.ask<[bigint]>(ERC20, at, 'decimals');
      if (decimals <= MOST_DECIMALS) {
        return { symbol: symbol.slice(0, 32), decimals: Number(decimals) };
      }
    } catch (error) {
      if (error instanceof Problem) throw error;
    }
    throw new Refused(
      'unknown_payment_token',
      `No ERC-20 of at most 18 decimals answers at ${at}: give the address of one on this chain.`,
    );
  }

  /** Why these calls of an account, one after the other, would fail now; null when all succeed. */
  refuses(from: string, calls: Call[]): Promise<RevertReason | null> {
    return fromChain(async () => {
      const answers = await new Simulator(this.node, from, revertReason).run(calls);
      return answers.find((answer) => typeof answer !== 'bigint') ?? null;
    });
  }
}

/** Asks the chain something for a person who waits. @throws Problem 503 `chain_unreachable`; what the question throws */
export async function fromChain<Answer>(question: () => Promise<Answer>): Promise<Answer> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof RpcUnreachable)) throw error;
    throw new Problem(
      503,
      'chain_unreachable',
      'The chain does not answer',
      'Nothing was changed. Repeat the request in a moment.',
    );
  }
}
