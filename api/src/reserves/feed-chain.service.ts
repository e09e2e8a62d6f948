import { ReportFeed__factory } from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import type { Interface } from 'ethers';
import { Node } from '../chain/rpc/node.js';
import { RpcUnreachable } from '../chain/rpc/rpc.js';
import { Problem } from '../platform/problem.js';

const FEED: Interface = ReportFeed__factory.createInterface();

/** What the feeds say of themselves right now. */
@Injectable()
export class FeedChain {
  constructor(private readonly node: Node) {}

  /**
   * How long a parked report of the feed may be approved, seconds.
   * @throws Problem 503 `chain_unreachable`
   */
  async approvalWindow(feed: string): Promise<number> {
    const data = FEED.encodeFunctionData('policy');
    const [policy] = FEED.decodeFunctionResult('policy', await this.call(feed, data));
    return Number((policy as { approvalWindow: bigint }).approvalWindow);
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

/** `evidence` is the SHA-256 of the paper, 32 bytes 0x-hex. Reason and hash stand on-chain for ever. */
export const encodeApproveParked = (digest: string, reason: string, evidence: string): string =>
  FEED.encodeFunctionData('approveParked', [digest, reason, evidence]);

export const encodeRejectParked = (digest: string, reason: string): string =>
  FEED.encodeFunctionData('rejectParked', [digest, reason]);
