/* What the story reads of the API's answers; the full shapes are in the OpenAPI document. */

export type { AssetView, DueDiligenceView } from '../assets/asset.schema.js';
export type { OperationView } from '../chain/operations/operation.schema.js';
export type { DocumentView } from '../documents/document.schema.js';
export type { ApprovalView } from '../approvals/approval.schema.js';
export type { KycCaseView } from '../investors/kyc.schema.js';
export type { IssuerView } from '../issuers/issuer.schema.js';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

export interface Row {
  id: string;
  state: string;
}

export interface TokenView extends Row {
  assetId: string;
  symbol: string;
  decimals: number;
  address: string | null;
  navFeed: string | null;
  reserveFeed: string | null;
}

export interface WalletView extends Row {
  address: string;
  operationId: string | null;
}

export interface SupplyOrderView extends Row {
  walletId: string;
  kind: string;
  considerationCents: string;
  amountBaseUnits: string;
  nav: string;
  navRound: string;
  approvalId: string;
  operationId: string | null;
}

export interface Preflight {
  allowed: boolean;
  reason: { code: string; sentence: string; cure: string } | null;
  transaction: { to: string; data: string; chainId: number } | null;
}

export interface CapTable {
  block: { number: number; hash: string; time: string };
  supplyBaseUnits: string;
  holders: { address: string; amountBaseUnits: string; sharePpm: number }[];
}

export interface RoundView {
  feed: string;
  round: string;
  answer: string;
}

export interface ReportView extends Row {
  sha256: string;
}
