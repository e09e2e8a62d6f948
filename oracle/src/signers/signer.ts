import type { Report } from '../report/report.js';

/** A member of the committee: a key and an own opinion. It is this node, or another one over HTTP. */
export interface ReportSigner {
  /** Checksummed address. */
  readonly address: string;

  /**
   * One signature for all reports together. It signs only what it derived itself, within tolerance.
   * @returns compact signature (EIP-2098), 64 bytes of 0x-hex
   * @throws Refusal with the reason why it does not sign
   */
  sign(reports: readonly Report[]): Promise<string>;
}
