export { ApiClient, ApiProblem, Unreachable } from './client.js';
export { pendingApproval } from './approvals.js';
export { bringAsset, draftAsset } from './desk/assets.js';
export { Bars } from './desk/bars.js';
export { Committee } from './desk/committee.js';
export { attest, custodianAddress } from './desk/custodian.js';
export { Dollars } from './desk/dollars.js';
export { eveningPasses, navRounds, type Round } from './desk/evenings.js';
export { Income } from './desk/income.js';
export { admitIssuer } from './desk/issuers.js';
export { Motions } from './desk/motions.js';
export { Property } from './desk/property.js';
export { Redemptions } from './desk/redemptions.js';
export { type Holder, Sales } from './desk/sales.js';
export { bringToken, ledgerCatchesUp, type Product, productOf } from './desk/tokens.js';
export { preflightTransfer, transferTokens } from './desk/transfers.js';
export { goldDraft, rentalDraft, SAMPLE_BARS } from './drafts.js';
export { fundDraft } from './fund-asset.js';
export { passKyc, registerWallet, submitKyc } from './investors.js';
export type { Page, ReportView } from './views.js';
export { staffIsInvited } from './onboarding.js';
export { pulledReport } from './report.js';
export { until } from './patience.js';
export { samplePapers } from './sample-papers.js';
export { type Portfolio, samplePortfolio, STORY_BEGINS } from './fund.js';
export {
  addressOf,
  type Cast,
  castOf,
  type Investor,
  investorOf,
  type Issuer,
  issuerOf,
  type Person,
  sampleLei,
} from './people.js';
export { CONSIDERATIONS, mint } from './supply.js';
export { rulesFrom } from './token.js';
export { TRANSFERRED } from './transfer.js';
export { treasuryFund } from './treasury-fund.js';
export {
  chainDay,
  genesisDay,
  type Evidence,
  type Listener,
  play,
  type Step,
  World,
  type WorldOptions,
} from './world.js';
