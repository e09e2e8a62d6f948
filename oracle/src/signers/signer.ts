import type { AssetRef, FeedKind } from '../sources/adapter.js';
import type { Report } from '../report/report.js';
import type { OwnReading } from '../storage/signings.js';

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

/** A signature, and the numbers of the signer's own that it stands on. */
export interface Signed {
  /** Compact signature (EIP-2098), 64 bytes of 0x-hex. */
  signature: string;
  derived: readonly OwnReading[];
}

/** A member of the committee: a key and an own opinion. May live in this process or elsewhere. */
export interface ReportSigner {
  /** Checksummed address. */
  readonly address: string;

  /**
   * Signs only what it derived itself, within tolerance.
   * @throws Refusal with the reason why it does not sign, and with what it derived until then
   */
  sign(request: SignRequest): Promise<Signed>;
}
