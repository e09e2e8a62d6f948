import { Injectable } from '@nestjs/common';
import { Node } from '../chain/rpc/node.js';
import { RpcUnreachable } from '../chain/rpc/rpc.js';
import { Problem, Refused } from '../platform/problem.js';
import { OFFERING, PAYMENT } from './offering.contract.js';

/** A payment token as it describes itself. */
export interface PaymentToken {
  symbol: string;
  decimals: number;
}

/** What the contracts of sales say right now. */
@Injectable()
export class OfferingChain {
  constructor(private readonly node: Node) {}

  /** @throws Refused `payment_token_unknown` where no ERC-20 is at the address; Problem `chain_unreachable` */
  async paymentToken(address: string): Promise<PaymentToken> {
    try {
      const [symbol, decimals] = await Promise.all(
        ['symbol', 'decimals'].map(async (name) => {
          const answer = await this.call(address, PAYMENT.encodeFunctionData(name));
          return PAYMENT.decodeFunctionResult(name, answer)[0] as unknown;
        }),
      );
      return { symbol: String(symbol).slice(0, 32), decimals: Number(decimals) };
    } catch (error) {
      if (error instanceof Problem) throw error;
      throw new Refused(
        'payment_token_unknown',
        `There is no ERC-20 token at ${address}: name the contract of the payment token.`,
      );
    }
  }

  /** Whether the contract gives a wallet's money back now. */
  async isRefundable(offering: string, wallet: string): Promise<boolean> {
    const data = OFFERING.encodeFunctionData('isRefundable', [wallet]);
    const answer = await this.call(offering, data);
    return OFFERING.decodeFunctionResult('isRefundable', answer)[0] as boolean;
  }

  /** Tokens that a wallet's undelivered money was quoted. */
  async quotedTo(offering: string, wallet: string): Promise<bigint> {
    const data = OFFERING.encodeFunctionData('positionOf', [wallet]);
    const answer = await this.call(offering, data);
    const [position] = OFFERING.decodeFunctionResult('positionOf', answer);
    return (position as { quoted: bigint }).quoted;
  }

  private async call(to: string, data: string): Promise<string> {
    try {
      return await this.node.call({ to, data }, 'pending');
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
}
