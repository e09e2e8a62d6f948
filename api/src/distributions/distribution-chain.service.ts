import { Injectable } from '@nestjs/common';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { DISTRIBUTOR, ERC20 } from './distribution.contract.js';

/** What the payment token and the distributor say right now, pending transactions included. */
@Injectable()
export class DistributionChain {
  constructor(private readonly reader: ContractReader) {}

  /** @throws Refused `unknown_payment_token` where no ERC-20 with decimals answers */
  describe(token: string): Promise<{ symbol: string; decimals: number }> {
    return this.reader.paymentToken(token);
  }

  async balanceOf(token: string, account: string): Promise<bigint> {
    return (await this.reader.ask<[bigint]>(ERC20, token, 'balanceOf', [account]))[0];
  }

  /** What earlier distributions have left for the next one in this money. */
  async carried(distributor: string, payment: string): Promise<bigint> {
    return (await this.reader.ask<[bigint]>(DISTRIBUTOR, distributor, 'carried', [payment]))[0];
  }
}
