import { AbiCoder, encodeBytes32String, keccak256, ZeroHash } from 'ethers';
import {
  AssetToken__factory,
  Ballot__factory,
  BarVault__factory,
  CorporateActions__factory,
  DeedVault__factory,
  Distributor__factory,
  Offering__factory,
  RedemptionQueue__factory,
  ReportFeed__factory,
  SecureMint__factory,
} from './generated/index.js';

/** The names of the roles, as the contracts spell them (Roles.sol). */
export const ROLE_NAMES = [
  'issuer',
  'minter',
  'transferAgent',
  'compliance',
  'registrar',
  'oracle',
  'reportApprover',
  'treasurer',
  'pauser',
  'unpauser',
  'upgrader',
  'mintOperator',
  'deployer',
  'factory',
] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** Roles of the platform itself live under this asset id. */
export const PLATFORM_ID = ZeroHash;

/** The hub's administrators (OpenZeppelin's ADMIN_ROLE). */
export const ADMIN_ROLE_ID = 0n;

export const KIND_TOKEN = 1;
export const KIND_FEED = 2;
export const KIND_SECURE_MINT = 30;
export const KIND_BAR_VAULT = 31;
export const KIND_DEED_VAULT = 32;
export const KIND_OFFERING = 10;
export const KIND_QUEUE = 11;
export const KIND_DISTRIBUTOR = 20;
export const KIND_BALLOT = 21;
export const KIND_CORPORATE_ACTIONS = 22;

/** A role's name as bytes32. */
export function roleKey(role: RoleName): string {
  return encodeBytes32String(role);
}

/** The id under which the hub keeps `role` on `assetId`; the same derivation as `AccessHub.roleId`. */
export function roleId(assetId: string, role: RoleName): bigint {
  const coder = AbiCoder.defaultAbiCoder();
  const scope = BigInt(keccak256(coder.encode(['bytes32'], [assetId]))) >> 8n;
  const hash = BigInt(keccak256(coder.encode(['uint256', 'bytes32'], [scope, roleKey(role)])));
  return (hash >> 193n) | 1n;
}

/** Which role each guarded function of a kind of contract asks for; a function not named is for administrators. */
export interface KindTable {
  readonly kind: number;
  readonly role: RoleName;
  readonly selectors: readonly string[];
}

const secureMint = SecureMint__factory.createInterface();
const barVault = BarVault__factory.createInterface();
const distributor = Distributor__factory.createInterface();
const ballot = Ballot__factory.createInterface();
const actions = CorporateActions__factory.createInterface();
const deedVault = DeedVault__factory.createInterface();
const offering = Offering__factory.createInterface();
const queue = RedemptionQueue__factory.createInterface();
const token = AssetToken__factory.createInterface();
const feed = ReportFeed__factory.createInterface();

/**
 * The tables that `deployPlatform` writes into the hub. The variants of ERC-7943 and ERC-3643 that carry no reason and
 * no document (`forcedTransfer/3`, `setAddressFrozen/2`, `recoveryAddress` and their batches) are left out on purpose:
 * administrators only, because an officer's act needs its paper.
 */
export const KIND_TABLES: readonly KindTable[] = [
  {
    kind: KIND_TOKEN,
    role: 'minter',
    selectors: [token.getFunction('mint').selector, token.getFunction('batchMint').selector],
  },
  {
    kind: KIND_TOKEN,
    role: 'transferAgent',
    selectors: [token.getFunction('burn').selector, token.getFunction('openRecordDate').selector],
  },
  {
    kind: KIND_TOKEN,
    role: 'compliance',
    selectors: [
      token.getFunction('forcedTransfer(address,address,uint256,bytes32,bytes32)').selector,
      token.getFunction('setAddressFrozen(address,bool,bytes32,bytes32)').selector,
      token.getFunction('recover').selector,
      token.getFunction('setFrozenTokens').selector,
      token.getFunction('freezePartialTokens').selector,
      token.getFunction('unfreezePartialTokens').selector,
      token.getFunction('batchFreezePartialTokens').selector,
      token.getFunction('batchUnfreezePartialTokens').selector,
      token.getFunction('setRules').selector,
      token.getFunction('setCountries').selector,
      token.getFunction('setExempt').selector,
      token.getFunction('setInvestorLedger').selector,
    ],
  },
  {
    kind: KIND_TOKEN,
    role: 'issuer',
    selectors: [
      token.getFunction('setDocument').selector,
      token.getFunction('removeDocument').selector,
      token.getFunction('setMaxSupply').selector,
    ],
  },
  { kind: KIND_TOKEN, role: 'pauser', selectors: [token.getFunction('pause').selector] },
  { kind: KIND_TOKEN, role: 'unpauser', selectors: [token.getFunction('unpause').selector] },
  { kind: KIND_FEED, role: 'oracle', selectors: [feed.getFunction('setPolicy').selector] },
  {
    kind: KIND_FEED,
    role: 'reportApprover',
    selectors: [
      feed.getFunction('approveParked').selector,
      feed.getFunction('rejectParked').selector,
    ],
  },
  { kind: KIND_FEED, role: 'pauser', selectors: [feed.getFunction('pause').selector] },
  { kind: KIND_FEED, role: 'unpauser', selectors: [feed.getFunction('unpause').selector] },
  {
    kind: KIND_SECURE_MINT,
    role: 'mintOperator',
    selectors: [secureMint.getFunction('mint').selector],
  },
  {
    kind: KIND_SECURE_MINT,
    role: 'issuer',
    selectors: [secureMint.getFunction('setMintRate').selector],
  },
  {
    kind: KIND_SECURE_MINT,
    role: 'upgrader',
    selectors: [secureMint.getFunction('setReserveRules').selector],
  },
  {
    kind: KIND_BAR_VAULT,
    role: 'treasurer',
    selectors: [
      barVault.getFunction('accept').selector,
      barVault.getFunction('ship').selector,
      barVault.getFunction('deliver').selector,
      barVault.getFunction('refuse').selector,
    ],
  },
  {
    kind: KIND_BAR_VAULT,
    role: 'compliance',
    selectors: [barVault.getFunction('recordReturn').selector],
  },
  {
    kind: KIND_DEED_VAULT,
    role: 'issuer',
    selectors: [
      deedVault.getFunction('releaseDeed').selector,
      deedVault.getFunction('sweepDust').selector,
    ],
  },
  {
    kind: KIND_DISTRIBUTOR,
    role: 'treasurer',
    selectors: [
      distributor.getFunction('distribute').selector,
      distributor.getFunction('openNet').selector,
      distributor.getFunction('fund').selector,
      distributor.getFunction('announceExpiry').selector,
      distributor.getFunction('releaseCarried').selector,
    ],
  },
  {
    kind: KIND_DISTRIBUTOR,
    role: 'compliance',
    selectors: [distributor.getFunction('rejectRoot').selector],
  },
  {
    kind: KIND_DISTRIBUTOR,
    role: 'pauser',
    selectors: [distributor.getFunction('pause').selector],
  },
  {
    kind: KIND_DISTRIBUTOR,
    role: 'unpauser',
    selectors: [distributor.getFunction('unpause').selector],
  },
  {
    kind: KIND_BALLOT,
    role: 'issuer',
    selectors: [ballot.getFunction('propose').selector, ballot.getFunction('withdraw').selector],
  },
  {
    kind: KIND_CORPORATE_ACTIONS,
    role: 'issuer',
    selectors: [
      actions.getFunction('announceConversion').selector,
      actions.getFunction('announceCall').selector,
      actions.getFunction('announceMaturity').selector,
      actions.getFunction('cancel').selector,
    ],
  },
  {
    kind: KIND_CORPORATE_ACTIONS,
    role: 'treasurer',
    selectors: [actions.getFunction('fund').selector, actions.getFunction('returnFunds').selector],
  },
  {
    kind: KIND_CORPORATE_ACTIONS,
    role: 'transferAgent',
    selectors: [actions.getFunction('settleFor').selector],
  },
  {
    kind: KIND_OFFERING,
    role: 'treasurer',
    selectors: [offering.getFunction('deliver').selector, offering.getFunction('sweep').selector],
  },
  {
    kind: KIND_OFFERING,
    role: 'issuer',
    selectors: [offering.getFunction('cancelSale').selector],
  },
  { kind: KIND_OFFERING, role: 'pauser', selectors: [offering.getFunction('pause').selector] },
  { kind: KIND_OFFERING, role: 'unpauser', selectors: [offering.getFunction('unpause').selector] },
  {
    kind: KIND_QUEUE,
    role: 'treasurer',
    selectors: [
      queue.getFunction('closeEpoch').selector,
      queue.getFunction('gateEpoch').selector,
      queue.getFunction('settleEpoch').selector,
      queue.getFunction('withdrawBuffer').selector,
      queue.getFunction('setInstantLane').selector,
      queue.getFunction('sweep').selector,
    ],
  },
  { kind: KIND_QUEUE, role: 'pauser', selectors: [queue.getFunction('pause').selector] },
  { kind: KIND_QUEUE, role: 'unpauser', selectors: [queue.getFunction('unpause').selector] },
];
