import {
  attestationFile,
  BUNDLE_FILES,
  canonicalJson,
  type Holding,
  holdersCsv,
  instructions,
  makeReport,
  REPORT_SIGNATURE_TYPES,
  type ReportInputs,
  reportSignatureDomain,
  type ReserveReport,
  sha256,
  signatureMessage,
  signedPart,
  sourceFile,
  treeSummaryOf,
} from '@cadastre/core';
import type { BaseWallet } from 'ethers';
import { zipSync } from 'fflate';
import { CHAIN_ID, OFFICIAL, PLATFORM, REPORT_ID } from './sample.js';

export type Files = Map<string, Uint8Array>;

const SOURCES = new Map([
  [
    'Custody statement.csv',
    { role: 'custodian_statement', text: 'account,face\nLU-0042,200000\n' },
  ],
  ['curve.csv', { role: 'curve', text: OFFICIAL.curve }],
  ['auctions.csv', { role: 'securities', text: OFFICIAL.securities }],
]);

export const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (bytes: Uint8Array = new Uint8Array()): string =>
  new TextDecoder().decode(bytes);

/** The inputs with three files behind them. */
export const withSources = (inputs: ReportInputs): ReportInputs => ({
  ...inputs,
  sources: [...SOURCES].map(([name, { role, text }]) => ({
    sha256: sha256(text),
    name,
    mediaType: 'text/csv',
    sizeBytes: bytesOf(text).length,
    role,
  })),
});

/** No PDF a reader would open, but one that says what the verifier looks for. */
export const paperOf = (report: ReserveReport, contentSha256: string): Uint8Array =>
  bytesOf(
    `%PDF-1.7\n/Subject (Block ${report.inputs.asOf.block}, content SHA-256 ${contentSha256})\n` +
      `/Keywords (report ${report.reportId}; token ${report.inputs.token.address} on chain ${CHAIN_ID})\n`,
  );

export interface Making {
  /** Changes the report after its result was derived, as somebody with the platform's key could. */
  edit?: (report: ReserveReport) => void;
  holders: readonly Holding[];
  signer?: BaseWallet;
}

/** Every file of a bundle, signed. */
export async function filesOf(inputs: ReportInputs, making: Making): Promise<Files> {
  const report = makeReport(REPORT_ID, withSources(inputs));
  making.edit?.(report);
  const content = bytesOf(canonicalJson(report));
  const pdf = paperOf(report, sha256(content));
  const signed = { ...signedPart(report, sha256(pdf)), contentSha256: sha256(content) };
  const signer = making.signer ?? PLATFORM;
  const signature = await signer.signTypedData(
    reportSignatureDomain(CHAIN_ID),
    REPORT_SIGNATURE_TYPES,
    signatureMessage(signed),
  );
  const files: Files = new Map([
    [BUNDLE_FILES.report, content],
    [BUNDLE_FILES.pdf, pdf],
    [BUNDLE_FILES.instructions, bytesOf(instructions(report, sha256(content)))],
    [
      BUNDLE_FILES.platformSignature,
      bytesOf(
        canonicalJson({
          format: 'cadastre/report-signature/1',
          role: 'platform',
          algorithm: 'EIP-712 secp256k1',
          chainId: CHAIN_ID,
          signed,
          signer: signer.address,
          signature,
        }),
      ),
    ],
    [BUNDLE_FILES.holders, bytesOf(holdersCsv(making.holders))],
    [BUNDLE_FILES.tree, bytesOf(canonicalJson(treeSummaryOf(report)))],
  ]);
  report.inputs.attestations.forEach((one, i) =>
    files.set(attestationFile(i), bytesOf(canonicalJson(one))),
  );
  for (const source of report.inputs.sources) {
    files.set(sourceFile(source), bytesOf(SOURCES.get(source.name)?.text ?? ''));
  }
  return relist(files);
}

/** The files under a manifest that fits them, whatever they say. */
export function relist(files: Files): Files {
  const rest = [...files].filter(([name]) => name !== BUNDLE_FILES.manifest);
  const hashOf = (name: string) => sha256(files.get(name) ?? new Uint8Array());
  const manifest = {
    format: 'cadastre/evidence-bundle/1',
    reportId: REPORT_ID,
    contentSha256: hashOf(BUNDLE_FILES.report),
    pdfSha256: hashOf(BUNDLE_FILES.pdf),
    files: rest
      .map(([name, bytes]) => ({ name, sha256: sha256(bytes), sizeBytes: bytes.length }))
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  return new Map([[BUNDLE_FILES.manifest, bytesOf(canonicalJson(manifest))], ...rest]);
}

/** The files as one zip. */
export const zipOf = (files: Files): Uint8Array =>
  zipSync(Object.fromEntries(files), { level: 0, mtime: '1980-01-01T00:00:00' });
