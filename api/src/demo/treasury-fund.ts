import { fundIsCreated, fundIsDecided, fundIsDocumented, fundIsExamined } from './fund-asset.js';
import { investorsPassKyc, walletsAreRegistered } from './investors.js';
import { issuerIsApproved, staffIsInvited } from './onboarding.js';
import { custodianAttests } from './custodian.js';
import { auditorPullsReport } from './report.js';
import { sharesAreMinted } from './supply.js';
import { navIsPublished, tokenIsDeployed, tokenIsDesigned } from './token.js';
import { sharesAreTransferred } from './transfer.js';
import type { Step } from './world.js';

/**
 * A treasury fund from the issuer's first sign-in to the auditor's report, over HTTP alone (and the
 * investor's own transaction). The demo world lives it once; the main job again and again.
 */
export const treasuryFund: readonly Step[] = [
  staffIsInvited,
  issuerIsApproved,
  fundIsCreated,
  fundIsDocumented,
  fundIsExamined,
  fundIsDecided,
  tokenIsDesigned,
  tokenIsDeployed,
  investorsPassKyc,
  walletsAreRegistered,
  navIsPublished,
  sharesAreMinted,
  sharesAreTransferred,
  custodianAttests,
  auditorPullsReport,
];
