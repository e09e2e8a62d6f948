import type { AttestationOutcome } from './attestation.js';
import type { TimingBridge } from './attested.js';
import type { FundAnnex } from './fund.js';
import type { GoldAnnex } from './gold.js';
import type { PropertyAnnex } from './property.js';
import type { RollForward } from './supply.js';
import type { ReserveClass } from './valuation.js';

/** `DO NOT RELY`: an input is too old, missing or contradicts another, so neither yes nor no would be true. */
export type ReportStatus = 'PASS' | 'FAIL' | 'DO NOT RELY';

/**
 * Why a report is no plain PASS. `short` makes it FAIL; `encumbered` is told and taken off the
 * reserves; every other reason makes it DO NOT RELY.
 */
export type ReasonCode =
  | 'unpublished'
  | 'stale'
  | 'unattested'
  | 'diverged'
  | 'parked'
  | 'unreconciled'
  | 'encumbered'
  | 'short';

export interface Reason {
  code: ReasonCode;
  /** A sentence for people, with the figures. */
  detail: string;
}

/**
 * Every number of a report, as `deriveResult` computes it from the inputs. Amounts are whole numbers as
 * text: `Usd6` dollars × 10⁶, `BaseUnits` of the token, `Ppm` parts per million rounded down.
 */
export interface ReportResult {
  status: ReportStatus;
  reasons: Reason[];
  supply: RollForward;
  reserves: {
    classes: (ReserveClass & { sharePpm: string })[];
    fairUsd6: string;
    costUsd6: string | null;
    /** Of the valid attestations, rounded up; not counted as cover. */
    encumberedUsd6: string;
    freeUsd6: string;
    /** The largest class of one custodian, of the reserves. */
    largestSharePpm: string;
  };
  owed: {
    /** The NAV in force, or the recomputed one where none is published. */
    navUsd6: string;
    navRound: string | null;
    recomputedNavUsd6: string | null;
    redeemableBaseUnits: string;
    bookEntryBaseUnits: string;
    /** Rounded up. */
    toHoldersUsd6: string;
    /** What rounding the published NAV to six decimals may have added. */
    roundingUsd6: string;
    liabilities: { what: string; usd6: string }[];
    totalUsd6: string;
  };
  /** Gold is covered ounce for ounce; everything else in dollars. */
  coverage: {
    unit: 'USD6' | 'fineMilliOz';
    reserves: string;
    owed: string;
    surplus: string;
    /** reserves ÷ owed × 10⁶, rounded down; null where nothing is owed. */
    ppm: string | null;
  };
  bridge: TimingBridge | null;
  /** Of `inputs.attestations`, in their order. */
  attestationOutcomes: AttestationOutcome[];
  /** Coverage as published over time: reserves over supply × NAV at the round's block. */
  history: { block: number; time: string; ppm: string | null }[];
  annex: FundAnnex | GoldAnnex | PropertyAnnex;
}
