import {
  canonicalJson,
  REPORT_SIGNATURE_TYPES,
  type ReportSignature,
  reportSignatureDomain,
  type ReserveReport,
  signatureMessage,
  signedPart,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Signers } from '../../chain/signers.js';

/** The key that signs reports; the same that writes their hashes into the token's register. */
export const REPORT_KEY = 'issuance';

/** The platform's detached signature under a report. */
@Injectable()
export class ReportSigner {
  constructor(private readonly signers: Signers) {}

  /**
   * `signatures/platform.json`, its bytes. Signatures of a key at hand are the same each time (RFC 6979).
   * @throws SignerError where the key cannot be had
   */
  async sign(report: ReserveReport, pdfSha256: string): Promise<Buffer> {
    const signer = this.signers.of(REPORT_KEY);
    const { chainId } = report.inputs.token;
    const signed = signedPart(report, pdfSha256);
    const signature: ReportSignature = {
      format: 'cadastre/report-signature/1',
      role: 'platform',
      algorithm: 'EIP-712 secp256k1',
      chainId,
      signed,
      signer: signer.address,
      signature: await signer.signTyped({
        domain: reportSignatureDomain(chainId),
        types: REPORT_SIGNATURE_TYPES,
        message: signatureMessage(signed),
      }),
    };
    return Buffer.from(canonicalJson(signature));
  }
}
