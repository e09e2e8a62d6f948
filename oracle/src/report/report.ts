import {
  packProof,
  reportBatchDigest,
  reportDigest as contractReportDigest,
  reportDomain,
  type OracleReport,
} from '@cadastre/contracts';

/** One number for one round of one feed. Times in Unix seconds, answer in the feed's decimals. */
export interface Report {
  /** Checksummed address. */
  feed: string;
  epoch: number;
  round: number;
  answer: bigint;
  valuationTime: number;
  expiry: number;
}

/** What binds a report to one committee on one chain. Injectable by class. */
export class ReportDomain {
  constructor(
    readonly chainId: bigint,
    readonly committee: string,
  ) {}
}

/** A report as the contract's bindings take it. */
export function forContract(report: Report): OracleReport {
  return {
    feed: report.feed,
    epoch: BigInt(report.epoch),
    round: BigInt(report.round),
    answer: report.answer,
    valuationTime: BigInt(report.valuationTime),
    expiry: BigInt(report.expiry),
  };
}

/** EIP-712 digest of one report: what its round is known by, whatever batch it travels in. */
export function reportDigest({ chainId, committee }: ReportDomain, report: Report): string {
  return contractReportDigest(reportDomain(chainId, committee), forContract(report));
}

/** EIP-712 digest that is signed: of the report alone, or of the batch of several. */
export function signingDigest(domain: ReportDomain, reports: readonly Report[]): string {
  const [only] = reports;
  if (reports.length === 1 && only) return reportDigest(domain, only);
  const { chainId, committee } = domain;
  return reportBatchDigest(reportDomain(chainId, committee), reports.map(forContract));
}

/** Who signed, and the compact or full signature. */
export interface SignedBy {
  signer: string;
  signature: string;
}

export interface Proof {
  bitmap: bigint;
  bytes: string;
}

/** The committee's proof; null while there are fewer signatures than its threshold. */
export function assembleProof(
  committee: readonly string[],
  threshold: number,
  signatures: readonly SignedBy[],
): Proof | null {
  if (signatures.length < threshold) return null;
  const byAddress = new Map(signatures.map(({ signer, signature }) => [signer, signature]));
  const { bitmap, proof } = packProof(committee, threshold, byAddress);
  return { bitmap, bytes: proof };
}
