import { z } from 'zod';
import { address, blockNumber, hash32, sha256Text } from './primitives.js';
import { type ReserveReport, reportSha256 } from './report.js';

/** What the platform's key signs of a report (EIP-712): both files and the holders' tree. */
export const REPORT_SIGNATURE_TYPES = {
  ReserveReport: [
    { name: 'reportId', type: 'string' },
    { name: 'token', type: 'address' },
    { name: 'block', type: 'uint256' },
    { name: 'contentSha256', type: 'bytes32' },
    { name: 'pdfSha256', type: 'bytes32' },
    { name: 'holdersRoot', type: 'bytes32' },
  ],
};

export const reportSignatureDomain = (chainId: number) => ({
  name: 'Cadastre Reserve Report',
  version: '1',
  chainId,
});

/** A detached signature: `signatures/<role>.json`, canonical JSON. */
export const reportSignature = z.strictObject({
  format: z.literal('cadastre/report-signature/1'),
  role: z.literal('platform'),
  algorithm: z.literal('EIP-712 secp256k1'),
  chainId: z.int().min(1),
  signed: z.strictObject({
    reportId: z.uuid(),
    token: address,
    block: blockNumber,
    contentSha256: sha256Text,
    pdfSha256: sha256Text,
    holdersRoot: hash32,
  }),
  signer: address,
  /** 65 bytes r, s, v. */
  signature: z.string().regex(/^0x[0-9a-f]{130}$/),
});
export type ReportSignature = z.output<typeof reportSignature>;

/** What is to be signed of a report whose PDF has this SHA-256. */
export const signedPart = (
  report: ReserveReport,
  pdfSha256: string,
): ReportSignature['signed'] => ({
  reportId: report.reportId,
  token: report.inputs.token.address,
  block: report.inputs.asOf.block,
  contentSha256: reportSha256(report),
  pdfSha256,
  holdersRoot: report.inputs.holders.root,
});

/** The EIP-712 message of it. */
export const signatureMessage = (signed: ReportSignature['signed']) => ({
  ...signed,
  contentSha256: `0x${signed.contentSha256}`,
  pdfSha256: `0x${signed.pdfSha256}`,
});

/**
 * The name under which the PDF's SHA-256 stands in the token's register of documents (ERC-1643), at most
 * 31 bytes: `por.` and the report's id without its hyphens, shortened to its last 24 digits.
 */
export const registeredName = (reportId: string): string =>
  `por.${reportId.replaceAll('-', '').slice(-24)}`;
