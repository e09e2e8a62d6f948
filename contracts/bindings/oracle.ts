import {
  concat,
  getAddress,
  Signature,
  TypedDataEncoder,
  type Signer,
  type TypedDataDomain,
  type TypedDataField,
} from 'ethers';

/** One number for one round of one feed; times in seconds, answer in the feed's decimals. */
export interface OracleReport {
  readonly feed: string;
  readonly epoch: bigint;
  readonly round: bigint;
  readonly answer: bigint;
  readonly valuationTime: bigint;
  readonly expiry: bigint;
}

/** The two last arguments of `OracleCommittee.submit` and `submitBatch`. */
export interface CommitteeProof {
  readonly bitmap: bigint;
  readonly proof: string;
}

const REPORT_FIELDS: TypedDataField[] = [
  { name: 'feed', type: 'address' },
  { name: 'epoch', type: 'uint32' },
  { name: 'round', type: 'uint32' },
  { name: 'answer', type: 'int128' },
  { name: 'valuationTime', type: 'uint32' },
  { name: 'expiry', type: 'uint32' },
];

/** EIP-712 types of a single report. */
export const reportTypes: Record<string, TypedDataField[]> = { Report: REPORT_FIELDS };

/** EIP-712 types of a batch of reports under one signature set; the message is `{ reports }`. */
export const reportBatchTypes: Record<string, TypedDataField[]> = {
  ReportBatch: [{ name: 'reports', type: 'Report[]' }],
  Report: REPORT_FIELDS,
};

/** EIP-712 domain of the oracle committee. */
export function reportDomain(chainId: bigint | number, committee: string): TypedDataDomain {
  return { name: 'Cadastre Oracle', version: '1', chainId, verifyingContract: committee };
}

/** The hash that signers sign; the same as `OracleCommittee.digestOf`. */
export function reportDigest(domain: TypedDataDomain, report: OracleReport): string {
  return TypedDataEncoder.hash(domain, reportTypes, report);
}

/** The hash that signers sign for a batch; the same as `OracleCommittee.batchDigestOf`. */
export function reportBatchDigest(
  domain: TypedDataDomain,
  reports: readonly OracleReport[],
): string {
  return TypedDataEncoder.hash(domain, reportBatchTypes, { reports });
}

/** One signer's signature over a report (65 bytes, hex). */
export function signReport(
  signer: Signer,
  domain: TypedDataDomain,
  report: OracleReport,
): Promise<string> {
  return signer.signTypedData(domain, reportTypes, report);
}

/** One signer's signature over a batch (65 bytes, hex). */
export function signReportBatch(
  signer: Signer,
  domain: TypedDataDomain,
  reports: readonly OracleReport[],
): Promise<string> {
  return signer.signTypedData(domain, reportBatchTypes, { reports });
}

/**
 * Packs signatures into what the committee verifies: exactly `threshold` of them, in the order of the committee's own
 * list, compact (ERC-2098), with the address of everybody who did not sign in their place. Surplus signatures are left
 * out, last ones first.
 * @param committeeSigners `OracleCommittee.signers()`, in its order
 * @param signatures signer address → 65-byte signature
 * @throws Error when fewer than `threshold` current signers signed
 */
export function packProof(
  committeeSigners: readonly string[],
  threshold: number,
  signatures: ReadonlyMap<string, string>,
): CommitteeProof {
  const byAddress = new Map([...signatures].map(([who, sig]) => [getAddress(who), sig]));
  let bitmap = 0n;
  let used = 0;
  const parts = committeeSigners.map((member, index) => {
    const signature = byAddress.get(getAddress(member));
    if (signature === undefined || used === threshold) return member;
    used += 1;
    bitmap |= 1n << BigInt(index);
    return Signature.from(signature).compactSerialized;
  });
  if (used < threshold) {
    throw new Error(`Only ${used} of ${threshold} needed committee members signed this report`);
  }
  return { bitmap, proof: concat(parts) };
}
