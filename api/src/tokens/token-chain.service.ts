import {
  feedStatusName,
  type FeedStatusName,
  reasonName,
  REASON_SENTENCES,
} from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { Node } from '../chain/rpc/node.js';
import { RpcUnreachable } from '../chain/rpc/rpc.js';
import { Problem } from '../platform/problem.js';
import { FEED, TOKEN } from './token.contract.js';
import type { RefusalView } from './token.schema.js';

/** What the contracts say right now, pending transactions included. */
@Injectable()
export class TokenChain {
  constructor(private readonly node: Node) {}

  /** Why `from` may not send `amount` to `to`; null exactly when the transfer would succeed. */
  async refusesTransfer(
    token: string,
    from: string,
    to: string,
    amount: bigint,
  ): Promise<RefusalView | null> {
    const data = TOKEN.encodeFunctionData('explain', [from, from, to, amount]);
    const [reason] = TOKEN.decodeFunctionResult('explain', await this.call(token, data));
    return refusal(reason as bigint);
  }

  /** Why `amount` may not be minted to `to`; null exactly when the mint would succeed. */
  async refusesMint(token: string, to: string, amount: bigint): Promise<RefusalView | null> {
    const data = TOKEN.encodeFunctionData('explainMint', [to, amount]);
    const [reason] = TOKEN.decodeFunctionResult('explainMint', await this.call(token, data));
    return refusal(reason as bigint);
  }

  async balanceOf(token: string, holder: string): Promise<bigint> {
    const data = TOKEN.encodeFunctionData('balanceOf', [holder]);
    return TOKEN.decodeFunctionResult('balanceOf', await this.call(token, data))[0] as bigint;
  }

  async isFrozen(token: string, account: string): Promise<boolean> {
    const data = TOKEN.encodeFunctionData('isFrozen', [account]);
    return TOKEN.decodeFunctionResult('isFrozen', await this.call(token, data))[0] as boolean;
  }

  async feedStatus(feed: string): Promise<FeedStatusName> {
    const data = FEED.encodeFunctionData('status');
    return feedStatusName(
      FEED.decodeFunctionResult('status', await this.call(feed, data))[0] as bigint,
    );
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

/** The contract's reason for people: what is wrong, and what to do about it. */
export function refusal(code: bigint): RefusalView | null {
  const name = reasonName(code);
  if (name === 'OK') return null;
  const text = REASON_SENTENCES[name];
  const end = text.indexOf('. ') + 1;
  return {
    code: name.toLowerCase(),
    sentence: end > 0 ? text.slice(0, end) : text,
    cure: end > 0 ? text.slice(end + 1) : 'Name another receiver.',
  };
}
