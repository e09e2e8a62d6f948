import {
  assetGrants,
  assetIdOf,
  type IAssetFactory,
  packRecord,
  roleKey,
} from '@cadastre/contracts';
import { HDNodeWallet, Mnemonic } from 'ethers';
import { DEV_MNEMONIC, KEY_INDEX } from '../../scripts/lib/dev-keys.ts';

const phrase = Mnemonic.fromPhrase(DEV_MNEMONIC);

/** The development key of an index. */
export const key = (index: number): HDNodeWallet =>
  HDNodeWallet.fromMnemonic(phrase, `m/44'/60'/0'/0/${index}`);

const EXPIRY = BigInt(Date.UTC(2030, 0, 1) / 1000);

/** A register entry that is good for everything. */
export const recordOf = (investorId: number): bigint =>
  packRecord({
    expiry: EXPIRY,
    country: 276,
    tier: 2,
    investorId: BigInt(investorId),
    provider: 1,
  });

export const EVIDENCE = `0x${'11'.repeat(32)}`;

export const assetUuid = (number: number): string =>
  `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;

/** A token without rules; the number makes its asset id. */
export function assetParams(number: number): IAssetFactory.AssetParamsStruct {
  const policy = {
    minAnswer: 1,
    maxAnswer: 10n ** 30n,
    minInterval: 0,
    maxValuationAge: 0,
    heartbeat: 0,
    valuationStaleness: 0,
    approvalWindow: 0,
    dailyDeviationBps: 0,
    maxDeviationBps: 0,
    alwaysApprove: false,
  };
  const feed = { description: 'faults', decimals: 6, policy };
  const [issuance, compliance] = [
    key(KEY_INDEX.issuance).address,
    key(KEY_INDEX.compliance).address,
  ];
  return {
    token: {
      assetId: assetIdOf(assetUuid(number)),
      name: 'Test Fund',
      symbol: 'TEST',
      decimals: 6,
      maxSupply: 0,
      rules: { maxBalance: 0, maxHolders: 0, minTier: 0, lockUntil: 0 },
      countries: [],
    },
    navFeed: feed,
    reserveFeed: feed,
    grants: [
      { role: roleKey('treasurer'), account: issuance, executionDelay: 0 },
      ...assetGrants({
        issuer: issuance,
        minter: issuance,
        transferAgent: issuance,
        compliance,
        oracle: compliance,
        reportApprovers: [key(KEY_INDEX.registrar).address, compliance],
        pauser: compliance,
        unpauser: compliance,
        unpauseDelay: 0,
      }),
    ],
  };
}
