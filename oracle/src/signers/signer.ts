import type { AssetRef, FeedKind } from '../sources/adapter.js';
import type { Report } from '../report/report.js';

/** A round as the proposer presents it: whose feed it is, and the number. */
export interface RoundToSign {
  report: Report;
  kind: FeedKind;
  assetKind: string;
  asset: AssetRef;
}

/** One signature is asked for all rounds together. */
export interface SignRequest {
  rounds: RoundToSign[];
}

/** A member of the committee: a key and an own opinion. May live in this process or elsewhere. */
export interface ReportSigner {
  /** Checksummed address. */
  readonly address: string;

  /**
   * Signs only what it derived itself, within tolerance.
   * @returns compact signature (EIP-2098), 64 bytes of 0x-hex
   * @throws Refusal with the reason why it does not sign
   */
  sign(request: SignRequest): Promise<string>;
}
