import { AssetToken__factory, Distributor__factory, type IDistributor } from '@cadastre/contracts';
import type { Interface } from 'ethers';
import { type BatchRule, isCall } from '../chain/outbox/batches.js';

/** What the distributions domain says to, and reads from, its contracts. */
export const DISTRIBUTOR: Interface = Distributor__factory.createInterface();
const TOKEN = AssetToken__factory.createInterface();

export const encodeOpenRecordDate = (): string => TOKEN.encodeFunctionData('openRecordDate');

export interface Payment {
  payment: string;
  recordNumber: bigint;
  amount: bigint;
  excluded: string[];
  /** Seconds. */
  expiresAt: number;
  documentHash: string;
}

export const encodeDistribute = (p: Payment): string =>
  DISTRIBUTOR.encodeFunctionData('distribute', [
    p.payment,
    p.recordNumber,
    p.amount,
    p.excluded,
    p.expiresAt,
    p.documentHash,
  ]);

/** One account's payout: passed over by the contract, not refused, where it cannot be paid now. */
export const encodePayout = (id: bigint, account: string): string =>
  DISTRIBUTOR.encodeFunctionData('push', [id, [account]]);

/** Payouts of one distribution in one call; the contract takes a hundred, and pays nobody twice. */
export const PAYOUT_BATCH: BatchRule = {
  limit: 100,
  key: (data) => payoutOf(data).id.toString(),
  encode: (calls) => {
    const payouts = calls.map(({ data }) => payoutOf(data));
    return DISTRIBUTOR.encodeFunctionData('push', [
      payouts[0]?.id,
      // A repeated account would be passed over as paid; the call is cheaper without it.
      [...new Set(payouts.flatMap(({ accounts }) => accounts))],
    ]);
  },
  parts: (data) => {
    if (!isCall(DISTRIBUTOR, 'push', data)) return [];
    const { id, accounts } = payoutOf(data);
    return accounts.map((account) => encodePayout(id, account));
  },
};

/** Opens a distribution that is paid net of tax. @param expiresAt seconds */
export const encodeOpenNet = (
  payment: string,
  taxAccount: string,
  expiresAt: number,
  documentHash: string,
): string =>
  DISTRIBUTOR.encodeFunctionData('openNet', [payment, taxAccount, expiresAt, documentHash]);

export const encodeFundNet = (id: bigint, amount: bigint): string =>
  DISTRIBUTOR.encodeFunctionData('fund', [id, amount]);

export const encodeProposeRoot = (
  proposal: IDistributor.NetRootStruct,
  bitmap: bigint,
  proof: string,
): string => DISTRIBUTOR.encodeFunctionData('proposeRoot', [proposal, bitmap, proof]);

/** A line under a root: what its account gets in all, and the proof of it. */
export interface NetClaim {
  account: string;
  cumulative: bigint;
  proof: string[];
}

/** One account's payout under the root: passed over, not refused, where it cannot be paid now. */
export const encodeNetPayout = (id: bigint, line: NetClaim): string =>
  DISTRIBUTOR.encodeFunctionData('pushNet', [id, [line]]);

/** Net payouts of one distribution in one call; the contract takes a hundred, and pays nobody twice. */
export const NET_PAYOUT_BATCH: BatchRule = {
  limit: 100,
  key: (data) => netPayoutOf(data).id.toString(),
  encode: (calls) => {
    const payouts = calls.map(({ data }) => netPayoutOf(data));
    const lines = payouts.flatMap((payout) => payout.lines);
    // A repeated account would be passed over as paid; the call is cheaper without it.
    const once = new Map(lines.map((line) => [line.account, line]));
    return DISTRIBUTOR.encodeFunctionData('pushNet', [payouts[0]?.id, [...once.values()]]);
  },
  parts: (data) => {
    if (!isCall(DISTRIBUTOR, 'pushNet', data)) return [];
    const { id, lines } = netPayoutOf(data);
    return lines.map((line) => encodeNetPayout(id, line));
  },
};

function netPayoutOf(data: string): { id: bigint; lines: NetClaim[] } {
  const [id, lines] = DISTRIBUTOR.decodeFunctionData('pushNet', data) as unknown as [
    bigint,
    [string, bigint, string[]][],
  ];
  return {
    id,
    lines: lines.map(([account, cumulative, proof]) => ({
      account,
      cumulative,
      proof: [...proof],
    })),
  };
}

function payoutOf(data: string): { id: bigint; accounts: string[] } {
  const call = DISTRIBUTOR.decodeFunctionData('push', data);
  return { id: call[0] as bigint, accounts: [...(call[1] as string[])] };
}
