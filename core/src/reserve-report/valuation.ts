import type { AttestationOutcome } from './attestation.js';
import type { ReportInputs } from './inputs.js';

/** What one product line's reserves are worth, before anything is compared with the chain. */
export interface Valuation {
  /** By class; the sum of `fairUsd6` is the reserves. */
  classes: ReserveClass[];
  /** The reserves' own total, US dollars × 10⁶. */
  fairUsd6: bigint;
  costUsd6: bigint | null;
  /** What is owed beside the holders' claim, US dollars × 10⁶. */
  liabilities: { what: string; usd6: bigint }[];
  /** Shares that are owed to beside the redeemable tokens, base units. */
  bookEntryShares: bigint;
  /** What one token is worth by this valuation; null where there is nothing to divide by. */
  navUsd6: bigint | null;
  /** In the attested unit. */
  counted: bigint;
  /** What changed since an attestation of this time (Unix seconds) until T, in the attested unit. */
  since(attestedAt: number): { what: string; quantity: bigint }[];
  /** Encumbered quantity, in the attested unit, as US dollars × 10⁶ rounded up. */
  encumberedUsd6(quantity: bigint): bigint;
  /** What the line itself finds wrong or old. */
  findings: { code: 'stale' | 'diverged'; detail: string }[];
}

export interface ReserveClass {
  custodian: string;
  name: string;
  costUsd6: string | null;
  fairUsd6: string;
  /** The day the last of it turns into cash by itself; null where it never does. */
  maturesBy: string | null;
}

/** What the valuations of all lines are given. */
export interface ValuationContext {
  inputs: ReportInputs;
  /** Redeemable tokens, base units. */
  redeemable: bigint;
  /** The block's day in New York. */
  today: string;
  outcomes: readonly AttestationOutcome[];
}

export const CENT_TO_USD6 = 10_000n;
