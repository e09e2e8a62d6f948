/* What the story reads of the API's answers; the full shapes are in the OpenAPI document. */

export type { AssetView, DueDiligenceView } from '../assets/asset.schema.js';
export type { OperationView } from '../chain/operations/operation.schema.js';
export type { DocumentView } from '../documents/document.schema.js';
export type { SupplyAnswer, SupplyOrderView } from '../tokens/supply.schema.js';
export type { CapTableView, PreflightView, TokenView } from '../tokens/token.schema.js';
export type { WalletView } from '../wallets/wallet.schema.js';
export type { ReportView } from '../reports/report.schema.js';
export type {
  AttestationView,
  CustodianKeyView,
} from '../reserves/attestations/attestation.schema.js';
export type { RoundsView, StatementView } from '../reserves/reserves.schema.js';
export type { ApprovalView } from '../approvals/approval.schema.js';
export type { KycCaseView } from '../investors/kyc.schema.js';
export type { KybCaseView } from '../investors/kyb/kyb.schema.js';
export type {
  CarriedAnswer,
  DistributionView,
  LineView,
} from '../distributions/distribution.schema.js';
export type { OfferingTerms, OfferingView } from '../offerings/offering.schema.js';
export type { PaymentView, ReceiptAnswer } from '../offerings/payment.schema.js';
export type { SettlementAnswer, SubscriptionView } from '../offerings/subscription.schema.js';
export type { BarOrderView, BarsView, BarStepName, CallsView } from '../bars/bar.schema.js';
export type {
  OpenQueueBody,
  OrderAnswer,
  OrderView,
  PreflightView as RedemptionPreflightView,
  QueueView,
  RedemptionView,
} from '../redemptions/redemption.schema.js';
export type { ParkedReportView } from '../reserves/parked.schema.js';
export type { SatelliteView } from '../satellites/satellite.schema.js';
export type { ActionAnswer, ActionView } from '../actions/action.schema.js';
export type { DraftView as OtcDraftView, OtcOrderView } from '../otc/otc.schema.js';
export type { DeedBody, DeedView } from '../property/deed.schema.js';
export type { BuyoutAnswer, BuyoutView, PropertyOrderView } from '../property/buyout.schema.js';
export type { VoteAnswer, VoteOrderView, VoteView } from '../votes/vote.schema.js';
export type { IssuerView } from '../issuers/issuer.schema.js';

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}
