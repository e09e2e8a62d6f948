import {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  assetGrants,
  assetIdOf,
  type FeedPolicy,
  type IAssetFactory,
  ReportFeed__factory,
} from '@cadastre/contracts';
import type { Interface } from 'ethers';
import type { AssetKind } from '../assets/asset.schema.js';
import { type BatchRule, isCall } from '../chain/outbox/batches.js';
import type { Signers } from '../chain/signers.js';
import type { StoredRules, Token } from './token.entity.js';

/** What the tokens domain says to, and reads from, its contracts. */
export const HUB: Interface = AccessHub__factory.createInterface();
export const TOKEN: Interface = AssetToken__factory.createInterface();
export const FACTORY: Interface = AssetFactory__factory.createInterface();
export const FEED: Interface = ReportFeed__factory.createInterface();

const DAY = 86_400;

interface Line {
  nav: FeedPolicy;
  reserve: FeedPolicy;
}

const policy = (own: Partial<FeedPolicy>): FeedPolicy => ({
  minAnswer: 1n,
  maxAnswer: 10n ** 30n,
  minInterval: 0,
  maxValuationAge: 5 * DAY,
  heartbeat: 5 * DAY,
  valuationStaleness: 5 * DAY,
  approvalWindow: 7 * DAY,
  dailyDeviationBps: 0,
  maxDeviationBps: 0,
  alwaysApprove: false,
  ...own,
});

/** An appraisal is made about once a year and always seen by a second pair of eyes. */
const APPRAISED = {
  maxValuationAge: 400 * DAY,
  heartbeat: 400 * DAY,
  valuationStaleness: 400 * DAY,
};

/**
 * The product lines. Five days without a business-day value (a long weekend and one day) is stale.
 * A NAV that moves by more than 1 % at once waits for two people. Reserves have no such limit:
 * subscriptions and redemptions move them by any amount.
 */
export const LINES: Record<AssetKind, Line> = {
  treasury: { nav: policy({ maxDeviationBps: 100 }), reserve: policy({}) },
  real_estate: {
    nav: policy({ ...APPRAISED, alwaysApprove: true }),
    reserve: policy({ ...APPRAISED, alwaysApprove: true }),
  },
  commodity: { nav: policy({ maxDeviationBps: 1_000 }), reserve: policy({}) },
};

/** Feeds answer in US dollars × 10⁶. */
export const FEED_DECIMALS = 6;
/** A restart after a pause is announced a day ahead. */
const UNPAUSE_DELAY = DAY;

/** The parameters of `AssetFactory.deploy` for a designed token. */
export function deployParams(
  token: Token,
  kind: AssetKind,
  signers: Signers,
): IAssetFactory.AssetParamsStruct {
  const line = LINES[kind];
  const { rules } = token;
  return {
    token: {
      assetId: assetIdOf(token.assetId),
      name: token.name,
      symbol: token.symbol,
      decimals: token.decimals,
      maxSupply: BigInt(rules.maxSupplyBaseUnits ?? 0),
      rules: {
        maxBalance: BigInt(rules.maxBalanceBaseUnits ?? 0),
        maxHolders: rules.maxHolders ?? 0,
        minTier: rules.minTier,
        lockUntil: lockSeconds(rules),
      },
      countries: rules.countries,
    },
    navFeed: {
      description: `${token.symbol} NAV per share / USD`,
      decimals: FEED_DECIMALS,
      policy: line.nav,
    },
    reserveFeed: {
      description: `${token.symbol} reserves / USD`,
      decimals: FEED_DECIMALS,
      policy: line.reserve,
    },
    grants: assetGrants({
      issuer: signers.address('issuance'),
      minter: signers.address('issuance'),
      transferAgent: signers.address('issuance'),
      compliance: signers.address('compliance'),
      oracle: signers.address('compliance'),
      reportApprovers: [signers.address('compliance'), signers.address('registrar')],
      pauser: signers.address('compliance'),
      unpauser: signers.address('compliance'),
      unpauseDelay: UNPAUSE_DELAY,
    }),
  };
}

const lockSeconds = (rules: StoredRules): number =>
  rules.lockUntil ? Math.floor(Date.parse(rules.lockUntil) / 1000) : 0;

export const encodeDeploy = (params: IAssetFactory.AssetParamsStruct): string =>
  FACTORY.encodeFunctionData('deploy', [params]);

/** `name` and `sha256` are 32 bytes, 0x-hex (ERC-1643). */
export const encodeSetDocument = (name: string, uri: string, sha256: string): string =>
  TOKEN.encodeFunctionData('setDocument', [name, uri, sha256]);

export const encodeMint = (to: string, amount: bigint, spendId: bigint): string =>
  TOKEN.encodeFunctionData('mint', [to, amount, spendId]);

/** Mints of one token in one call; each spends its own id, so that none is made twice. */
export const MINT_BATCH: BatchRule = {
  limit: 50,
  key: () => '',
  encode: (calls) => {
    const mints = calls.map(({ data }) => TOKEN.decodeFunctionData('mint', data));
    return TOKEN.encodeFunctionData('batchMint', [
      mints.map((mint): unknown => mint[0]),
      mints.map((mint): unknown => mint[1]),
      mints.map((mint): unknown => mint[2]),
    ]);
  },
  parts: (data) => {
    if (!isCall(TOKEN, 'batchMint', data)) return [];
    const call = TOKEN.decodeFunctionData('batchMint', data);
    const [accounts, amounts, spendIds] = call as unknown as [string[], bigint[], bigint[]];
    return [...accounts].map((account, i) =>
      TOKEN.encodeFunctionData('mint', [account, amounts[i], spendIds[i]]),
    );
  },
};

export const encodeBurn = (from: string, amount: bigint, spendId: bigint): string =>
  TOKEN.encodeFunctionData('burn', [from, amount, spendId]);

/** `reason` and `documentHash` are 32 bytes, 0x-hex. */
export const encodeFreeze = (
  account: string,
  frozen: boolean,
  reason: string,
  documentHash: string,
): string =>
  TOKEN.encodeFunctionData('setAddressFrozen(address,bool,bytes32,bytes32)', [
    account,
    frozen,
    reason,
    documentHash,
  ]);

export const encodePause = (): string => TOKEN.encodeFunctionData('pause');

export const encodeRelease = (): string => TOKEN.encodeFunctionData('unpause');

/** Announces a call in the hub, for as soon as the caller's role lets it. */
export const encodeSchedule = (target: string, data: string): string =>
  HUB.encodeFunctionData('schedule', [target, data, 0]);

/** @param amount held back from now on, in all */
export const encodePartialFreeze = (account: string, amount: bigint): string =>
  TOKEN.encodeFunctionData('setFrozenTokens', [account, amount]);

/** `reason` and `documentHash` are 32 bytes, 0x-hex. */
export const encodeForcedTransfer = (
  from: string,
  to: string,
  amount: bigint,
  reason: string,
  documentHash: string,
): string =>
  TOKEN.encodeFunctionData('forcedTransfer(address,address,uint256,bytes32,bytes32)', [
    from,
    to,
    amount,
    reason,
    documentHash,
  ]);

export const encodeTransfer = (to: string, amount: bigint): string =>
  TOKEN.encodeFunctionData('transfer', [to, amount]);
