import { Injectable } from '@nestjs/common';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { OFFERING } from './offering.contract.js';

/** What the contracts of sales say right now. */
@Injectable()
export class OfferingChain {
  constructor(private readonly reader: ContractReader) {}

  /** Whether the contract gives a wallet's money back now. */
  async isRefundable(offering: string, wallet: string): Promise<boolean> {
    return (await this.reader.ask<[boolean]>(OFFERING, offering, 'isRefundable', [wallet]))[0];
  }

  /** Tokens that a wallet's undelivered money was quoted. */
  async quotedTo(offering: string, wallet: string): Promise<bigint> {
    const asked = this.reader.ask<[{ quoted: bigint }]>(OFFERING, offering, 'positionOf', [wallet]);
    return (await asked)[0].quoted;
  }
}
