/** Typed bindings of the contracts: factories, deployment, roles, records, oracle reports, reasons and errors. */
export {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  ReportFeed__factory,
  BarVault__factory,
  DeedVault__factory,
  PropertyDeed__factory,
  ReserveFeed__factory,
  SecureMint__factory,
  Ballot__factory,
  CorporateActions__factory,
  Distributor__factory,
  Offering__factory,
  RedemptionQueue__factory,
  SatelliteFactory__factory,
  Settlement__factory,
  SampleDollar__factory,
} from './generated/index.js';
export type {
  AccessHub,
  AssetFactory,
  AssetToken,
  InvestorRegistry,
  OracleCommittee,
  ReportFeed,
  BarVault,
  DeedVault,
  PropertyDeed,
  ReserveFeed,
  SecureMint,
  Ballot,
  CorporateActions,
  Distributor,
  Offering,
  RedemptionQueue,
  SatelliteFactory,
  Settlement,
  SampleDollar,
} from './generated/index.js';
export type { IAssetFactory } from './generated/interfaces/IAssetFactory.js';
export type { IAssetToken } from './generated/interfaces/IAssetToken.js';
export type { IBarVault } from './generated/interfaces/IBarVault.js';
export type { IDeedVault } from './generated/interfaces/IDeedVault.js';
export type { IPropertyDeed } from './generated/interfaces/IPropertyDeed.js';
export type { IReserveFeed } from './generated/interfaces/IReserveFeed.js';
export type { ISecureMint } from './generated/interfaces/ISecureMint.js';
export type { IBallot } from './generated/interfaces/IBallot.js';
export type { ICorporateActions } from './generated/interfaces/ICorporateActions.js';
export type { IDistributor } from './generated/interfaces/IDistributor.js';
export type { IOffering } from './generated/interfaces/IOffering.js';
export type { IRedemptionQueue } from './generated/interfaces/IRedemptionQueue.js';
export type { ISettlement } from './generated/interfaces/ISettlement.js';
export type { IReportFeed } from './generated/interfaces/IReportFeed.js';
export * from './assets.js';
export * from './deployment.js';
export * from './deployment-check.js';
export { ERROR_SENTENCES } from './error-sentences.js';
export * from './errors.js';
export { administratorsOf, HandoverError, handOverHub, type Administration } from './handover.js';
export * from './market.js';
export { merkleTree, type MerkleTree } from './merkle.js';
export * from './oracle.js';
export {
  planPlatform,
  type ConstructorArgument,
  type PlannedContract,
  type PlatformOptions,
} from './plan.js';
export * from './platform.js';
export * from './reasons.js';
export * from './registry.js';
export * from './reserves.js';
export * from './rights.js';
export { readRoles, type ReadRoles } from './role-events.js';
export { PLATFORM_FUNCTIONS } from './role-table.js';
export type { AssetTarget, GuardedFunction, RoleHolder, RoleTable } from './role-table.js';
export * from './roles.js';
export * from './settled-provider.js';
