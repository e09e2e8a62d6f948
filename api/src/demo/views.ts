/* What the story reads of the API's answers; the full shapes are in the OpenAPI document. */

export type { AssetView, DueDiligenceView } from '../assets/asset.schema.js';
export type { OperationView } from '../chain/operations/operation.schema.js';
export type { DocumentView } from '../documents/document.schema.js';
export type { SupplyAnswer, SupplyOrderView } from '../tokens/supply.schema.js';
export type { CapTableView, PreflightView, TokenView } from '../tokens/token.schema.js';
export type { WalletView } from '../wallets/wallet.schema.js';
export type { ReportView } from '../reports/report.schema.js';
export type { RoundsView } from '../reserves/reserves.schema.js';
export type { ApprovalView } from '../approvals/approval.schema.js';
export type { KycCaseView } from '../investors/kyc.schema.js';
export type { KybCaseView } from '../investors/kyb/kyb.schema.js';
export type { IssuerView } from '../issuers/issuer.schema.js';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
