import {
  OracleCommittee__factory,
  type OracleReport,
  reportBatchDigest,
  reportDigest,
  reportDomain,
} from '@cadastre/contracts';
import { dataLength, dataSlice, recoverAddress, Signature } from 'ethers';
import { Injectable } from '@nestjs/common';
import { Deployed } from '../../chain/deployed.js';
import type { FeedRound } from '../../chain/ledger/reader.js';
import { Node } from '../../chain/rpc/node.js';

const COMMITTEE = OracleCommittee__factory.createInterface();
const [SIGNATURE, ADDRESS] = [64, 20];

interface SubmitArgs {
  report?: OracleReport;
  reports?: OracleReport[];
  bitmap: bigint;
  proof: string;
}

/** Whose signatures a feed's round rests on, read from the transaction that brought it. */
@Injectable()
export class RoundSigners {
  constructor(
    private readonly node: Node,
    private readonly deployed: Deployed,
  ) {}

  /**
   * Addresses in the committee's order; empty where the transaction is none of `submit` and `submitBatch`.
   * @throws Error where the node has no such transaction, or one with other reports than the round's
   */
  async of({
    transactionHash,
    digest,
  }: Pick<FeedRound, 'transactionHash' | 'digest'>): Promise<string[]> {
    const found = await this.node.rpc.call<{ input: string } | null>('eth_getTransactionByHash', [
      transactionHash,
    ]);
    if (!found) throw new Error(`the node lacks transaction ${transactionHash}`);
    const call = COMMITTEE.parseTransaction({ data: found.input });
    if (call?.name !== 'submit' && call?.name !== 'submitBatch') return [];
    const args = call.args.toObject(true) as SubmitArgs;
    const { chainId, addresses } = this.deployed.deployment;
    const domain = reportDomain(chainId, addresses.OracleCommittee);
    const reports = args.reports ?? (args.report ? [args.report] : []);
    if (!reports.some((one) => reportDigest(domain, one) === digest)) {
      throw new Error(`the node answers ${transactionHash} with another report than the round's`);
    }
    return walk(args, args.report ? digest : reportBatchDigest(domain, reports));
  }
}

/** Along the committee's list: a compact signature (ERC-2098) for a set bit, else the member's address. */
function walk({ bitmap, proof }: SubmitArgs, digest: string): string[] {
  const signers: string[] = [];
  let at = 0;
  for (let bit = 0n; at < dataLength(proof); bit += 1n) {
    const signed = ((bitmap >> bit) & 1n) === 1n;
    if (signed) {
      const compact = dataSlice(proof, at, at + SIGNATURE);
      signers.push(recoverAddress(digest, Signature.from(compact)));
    }
    at += signed ? SIGNATURE : ADDRESS;
  }
  return signers;
}
