import {
  AccessHub__factory,
  assetIdOf,
  CorporateActions__factory,
  roleId,
} from '@cadastre/contracts';
import { AbiCoder, type Interface, keccak256 } from 'ethers';
import { type BatchRule, isCall } from '../chain/outbox/batches.js';

/** What the actions domain says to, and reads from, its contracts. */
export const ACTIONS: Interface = CorporateActions__factory.createInterface();
const HUB = AccessHub__factory.createInterface();

/** Holders are told a day ahead at least: the contract takes no shorter notice. */
export const NOTICE_SECONDS = 86_400;

export const encodeSetUp = (token: string): string =>
  ACTIONS.encodeFunctionData('initialize', [token, NOTICE_SECONDS]);

/** Lets the contract mint the token of another asset. */
export const encodeMinterGrant = (assetId: string, actions: string): string =>
  HUB.encodeFunctionData('grantRole', [roleId(assetIdOf(assetId), 'minter'), actions, 0]);

export const encodeConversion = (
  newToken: string,
  numerator: bigint,
  denominator: bigint,
  effectiveAt: number,
  documentHash: string,
): string =>
  ACTIONS.encodeFunctionData('announceConversion', [
    newToken,
    newToken,
    numerator,
    denominator,
    effectiveAt,
    documentHash,
  ]);

export const encodeRedemption = (
  kind: 'call' | 'maturity',
  payment: string,
  price: bigint,
  effectiveAt: number,
  documentHash: string,
): string =>
  ACTIONS.encodeFunctionData(kind === 'call' ? 'announceCall' : 'announceMaturity', [
    payment,
    price,
    effectiveAt,
    documentHash,
  ]);

/** One account's tokens: passed over by the contract, not refused, where it cannot take part now. */
export const encodeSettle = (id: bigint, account: string): string =>
  ACTIONS.encodeFunctionData('settleFor', [id, [account]]);

/** Accounts of one action in one call; the contract takes a hundred. */
export const SETTLE_BATCH: BatchRule = {
  limit: 100,
  key: (data) => settlementOf(data).id.toString(),
  encode: (calls) => {
    const all = calls.map(({ data }) => settlementOf(data));
    return ACTIONS.encodeFunctionData('settleFor', [
      all[0]?.id,
      [...new Set(all.flatMap(({ accounts }) => accounts))],
    ]);
  },
  parts: (data) => {
    if (!isCall(ACTIONS, 'settleFor', data)) return [];
    const { id, accounts } = settlementOf(data);
    return accounts.map((account) => encodeSettle(id, account));
  },
};

function settlementOf(data: string): { id: bigint; accounts: string[] } {
  const call = ACTIONS.decodeFunctionData('settleFor', data);
  return { id: call[0] as bigint, accounts: [...(call[1] as string[])] };
}

/** Whether a once-only id of a token's mints and burns is one that this contract made. Source: `CorporateActions._nextOperation`. */
export function isOperationOf(actions: string, operationId: bigint): boolean {
  const word = BigInt(keccak256(AbiCoder.defaultAbiCoder().encode(['address'], [actions])));
  return operationId >> 64n === BigInt.asUintN(192, word);
}
