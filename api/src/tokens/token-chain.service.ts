import {
  feedStatusName,
  type FeedStatusName,
  reasonName,
  REASON_SENTENCES,
} from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { FEED, TOKEN } from './token.contract.js';
import type { RefusalView } from './token.schema.js';

/** What the contracts say right now, pending transactions included. */
@Injectable()
export class TokenChain {
  constructor(private readonly reader: ContractReader) {}

  /** Why `from` may not send `amount` to `to`; null exactly when the transfer would succeed. */
  refusesTransfer(
    token: string,
    from: string,
    to: string,
    amount: bigint,
  ): Promise<RefusalView | null> {
    return this.reason(token, 'explain', [from, from, to, amount]);
  }

  /** Why `amount` may not be minted to `to`; null exactly when the mint would succeed. */
  refusesMint(token: string, to: string, amount: bigint): Promise<RefusalView | null> {
    return this.reason(token, 'explainMint', [to, amount]);
  }

  balanceOf(token: string, holder: string): Promise<bigint> {
    return this.reader.balanceOf(token, holder);
  }

  async isFrozen(token: string, account: string): Promise<boolean> {
    return (await this.reader.ask<[boolean]>(TOKEN, token, 'isFrozen', [account]))[0];
  }

  async feedStatus(feed: string): Promise<FeedStatusName> {
    return feedStatusName((await this.reader.ask<[bigint]>(FEED, feed, 'status'))[0]);
  }

  private async reason(token: string, view: string, args: unknown[]): Promise<RefusalView | null> {
    return refusal((await this.reader.ask<[bigint]>(TOKEN, token, view, args))[0]);
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
