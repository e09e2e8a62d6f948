import type { Report } from '../report/report.js';
import type { OwnReading } from '../storage/signings.js';

/** A signature, and the numbers of the signer's own that it stands on. */
export interface Signed {
  /** Compact signature (EIP-2098), 64 bytes of 0x-hex. */
  signature: string;
  derived: readonly OwnReading[];
}

/** A member of the committee: a key and an own opinion. It is this node, or another one over HTTP. */
export interface ReportSigner {
  /** Checksummed address. */
  readonly address: string;

  /**
   * One signature for all reports together. It signs only what it derived itself, within tolerance.
   * @throws Refusal with the reason why it does not sign, and with what it derived until then
   */
  sign(reports: readonly Report[]): Promise<Signed>;
}
