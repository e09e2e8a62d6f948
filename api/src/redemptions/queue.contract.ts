import {
  type IRedemptionQueue,
  RedemptionQueue__factory,
  ReportFeed__factory,
} from '@cadastre/contracts';
import { AbiCoder, type Interface, keccak256 } from 'ethers';
import { toAddress } from '../chain/bytes.js';
import type { RedemptionQueueRow } from './redemption.entity.js';

/** What the redemptions domain says to, and reads from, its contracts. */
export const QUEUE: Interface = RedemptionQueue__factory.createInterface();
export const FEED: Interface = ReportFeed__factory.createInterface();

/** ERC-7540: the requests of one controller add up under this id. */
const REQUEST_ID = 0n;

/** The encoded call that sets a queue up: its terms, as its approver saw them. */
export function encodeSetUp(queue: RedemptionQueueRow, token: string, navFeed: string): string {
  const { pegFeed, pegMaxAgeSeconds, pegBandBps } = queue;
  const terms: IRedemptionQueue.QueueTermsStruct = {
    token,
    asset: toAddress(queue.paymentToken),
    price: { feed: navFeed, maxAge: queue.priceMaxAgeSeconds, bandBps: 0 },
    peg: {
      feed: pegFeed ? toAddress(pegFeed) : `0x${'0'.repeat(40)}`,
      maxAge: pegMaxAgeSeconds ?? 0,
      bandBps: pegBandBps ?? 0,
    },
    minShares: queue.minShares,
    patience: queue.patienceSeconds,
  };
  return QUEUE.encodeFunctionData('initialize', [terms]);
}

/** The holder's wallet asks in its own name and is its own controller. */
export const encodeRequest = (shares: bigint, wallet: string): string =>
  QUEUE.encodeFunctionData('requestRedeem', [shares, wallet, wallet]);

/** @param least base units of payment below which the redemption shall not happen */
export const encodeInstant = (shares: bigint, least: bigint, wallet: string): string =>
  QUEUE.encodeFunctionData('redeemInstantly', [shares, least, wallet, wallet]);

export const encodeCancel = (wallet: string): string =>
  QUEUE.encodeFunctionData('cancelRedeemRequest', [REQUEST_ID, wallet]);

export const encodeReturn = (wallet: string): string =>
  QUEUE.encodeFunctionData('claimCancelRedeemRequest', [REQUEST_ID, wallet, wallet]);

export const encodeClaim = (shares: bigint, wallet: string): string =>
  QUEUE.encodeFunctionData('redeem', [shares, wallet, wallet]);

export const encodeClose = (): string => QUEUE.encodeFunctionData('closeEpoch');
/** How many requesters one call divides at most. Source: `RedemptionQueue.MAX_BATCH`. */
export const DEFERRED_AT_ONCE = 100;
export const encodeGate = (fill: bigint): string => QUEUE.encodeFunctionData('gateEpoch', [fill]);

export const encodeDefer = (wallets: string[]): string =>
  QUEUE.encodeFunctionData('deferRequests', [wallets]);

export const encodeSettle = (): string => QUEUE.encodeFunctionData('settleEpoch');
export const encodeFund = (amount: bigint): string => QUEUE.encodeFunctionData('fund', [amount]);

export const encodeWithdraw = (amount: bigint, to: string): string =>
  QUEUE.encodeFunctionData('withdrawBuffer', [amount, to]);

export const encodeLane = (feeBps: number, dailyLimit: bigint): string =>
  QUEUE.encodeFunctionData('setInstantLane', [{ feeBps, dailyLimit }]);

/** Whether a once-only id of the token's burns is one that this queue made. Source: `RedemptionQueue._nextOperation`. */
export function isBurnOf(queue: string, operationId: bigint): boolean {
  const word = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['address'], [queue])));
  return operationId >> 64n === BigInt.asUintN(192, word);
}
