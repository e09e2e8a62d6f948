/** Typed bindings of the contracts: factories, deployment, roles, records, oracle reports, reasons and errors. */
export {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  ReportFeed__factory,
} from './generated/index.js';
export type {
  AccessHub,
  AssetFactory,
  AssetToken,
  InvestorRegistry,
  OracleCommittee,
  ReportFeed,
} from './generated/index.js';
export type { IAssetFactory } from './generated/interfaces/IAssetFactory.js';
export type { IAssetToken } from './generated/interfaces/IAssetToken.js';
export type { IReportFeed } from './generated/interfaces/IReportFeed.js';
export * from './assets.js';
export * from './deployment.js';
export { ERROR_SENTENCES } from './error-sentences.js';
export * from './errors.js';
export * from './oracle.js';
export * from './platform.js';
export * from './reasons.js';
export * from './registry.js';
export * from './roles.js';
