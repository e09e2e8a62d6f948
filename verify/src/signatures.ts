import {
  attestationFile,
  attestationMessage,
  BUNDLE_FILES,
  canonicalJson,
  CUSTODIAN_TYPES,
  custodianDomain,
  REPORT_SIGNATURE_TYPES,
  reportSignature,
  type ReportAttestation,
  type ReportSignature,
  reportSignatureDomain,
  type ReserveReport,
  signatureMessage,
  signedPart,
} from '@cadastre/core';
import type { Protocol } from './protocol.js';
import { sameAddress, signerOf } from './signer.js';
import { readCanonical, readText } from './text.js';

/**
 * The platform's detached signature binds exactly this content, this PDF and this tree.
 * @param expected who must have signed; null where the caller knows nobody
 */
export function checkPlatformSignature(
  report: ReserveReport,
  pdfSha256: string,
  bytes: Uint8Array,
  expected: string | null,
  protocol: Protocol,
): ReportSignature {
  const file = BUNDLE_FILES.platformSignature;
  const signature = readCanonical(protocol, 'signature', file, bytes, reportSignature);
  const due = signedPart(report, pdfSha256);
  for (const [field, value] of Object.entries(due)) {
    const stated = signature.signed[field as keyof typeof due];
    protocol.same(
      `signature.${field}`,
      `The signature is about this report’s ${field}`,
      stated,
      value,
    );
  }
  const { chainId } = report.inputs.token;
  protocol.same('signature.chainId', 'The signature is for this chain', signature.chainId, chainId);
  const signer = signerOf(
    reportSignatureDomain(chainId),
    REPORT_SIGNATURE_TYPES,
    signatureMessage(signature.signed),
    signature.signature,
  );
  protocol.same(
    'signature.signer',
    'The signature recovers to the signer it names',
    signature.signer,
    signer,
    'The signature or what it signs was changed, or somebody else signed.',
  );
  if (expected !== null) {
    protocol.holds(
      'signature.expected',
      'The signer is the one you named',
      sameAddress(signer, expected),
      signer,
      `You named ${expected}.`,
    );
  }
  return signature;
}

/**
 * Each custodian's statement recovers to the address the report says, valid or not; those that count are signed by
 * one of the keys the caller knows to be custodians'.
 * @param known empty where the caller knows none
 * @returns what that leaves to find out, a sentence each
 * @throws Lie
 */
export function checkAttestations(
  report: ReserveReport,
  known: readonly string[],
  protocol: Protocol,
): string[] {
  const { attestations, token } = report.inputs;
  const unknown = new Set<string>();
  attestations.forEach((one, i) => {
    const signer = signerOf(
      custodianDomain(token.chainId),
      CUSTODIAN_TYPES,
      attestationMessage(signedOf(one)),
      one.signature,
    );
    protocol.same(
      `attestation ${i + 1}`,
      `The statement ${one.nonce} of ${one.custodian}, account ${one.account}, recovers to the signer the report names`,
      one.signer,
      signer,
      'The statement or its signature was changed after it was signed.',
    );
    if (report.result.attestationOutcomes[i] !== 'valid') return;
    if (known.length === 0) {
      unknown.add(`whether ${signer} is a key of ${one.custodian}: ask there, and name it`);
      return;
    }
    protocol.holds(
      `attestation ${i + 1} key`,
      `The key of ${one.custodian} is one that you named`,
      known.some((address) => sameAddress(signer, address)),
      signer,
      `You named ${known.join(', ')}.`,
    );
  });
  return [...unknown];
}

/** The bundle's own copy of each statement is the report's. @throws Lie */
export function checkAttestationFiles(
  report: ReserveReport,
  files: ReadonlyMap<string, Uint8Array>,
  protocol: Protocol,
): void {
  report.inputs.attestations.forEach((one, i) => {
    const file = attestationFile(i);
    const text = readText(
      protocol,
      `attestation ${i + 1}`,
      file,
      files.get(file) ?? new Uint8Array(),
    );
    const due = canonicalJson(one);
    protocol.holds(
      `attestation ${i + 1} file`,
      `${file} is the statement that the report repeats`,
      text === due,
      null,
      'The file says something else than the report.',
    );
  });
}

/** What the custodian signed, without what we add of its key. */
function signedOf({ key: _key, signer: _signer, ...signed }: ReportAttestation) {
  return signed;
}
