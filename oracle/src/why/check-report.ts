import { keccak256, recoverAddress, Transaction } from 'ethers';
import { COMMITTEE } from '../chain/abi.js';
import { forContract, ReportDomain, signingDigest, type Report } from '../report/report.js';
import { Lie, reasonOf } from './lie.js';
import { readProof, type ProofMember } from './proof.js';
import type { BundledReport, BundledValuation } from './schema.js';

interface About {
  feed: string;
  kind: 'nav' | 'reserve';
  round: number;
}

/** @throws Lie where the report, its signatures, its proof or its transactions contradict each other */
export function checkReport(
  path: string,
  bundled: BundledReport,
  about: About,
  valuations: ReadonlyMap<string, BundledValuation>,
): void {
  const reports = reportsIn(bundled);
  const own = reports.find(({ feed, round }) => feed === about.feed && round === about.round);
  if (!own) throw new Lie(path, `says nothing of round ${about.round} of ${about.feed}`);
  checkAnswer(path, own, bundled, about, valuations);
  const domain = new ReportDomain(BigInt(bundled.chainId), bundled.committee);
  const digest = signingDigest(domain, reports);
  if (digest !== bundled.digest)
    throw new Lie(path, `the report hashes to ${digest}, it says ${bundled.digest}`);
  checkSignings(path, bundled);
  const members = checkProof(path, bundled);
  for (const transaction of bundled.transactions) {
    checkTransaction(path, transaction, bundled, reports, members);
  }
}

/** The reports of a bundle as they were signed. */
export const reportsIn = (bundled: BundledReport): Report[] =>
  bundled.reports.map((report) => ({ ...report, answer: BigInt(report.answer) }));

function checkAnswer(
  path: string,
  own: Report,
  bundled: BundledReport,
  { kind }: About,
  valuations: ReadonlyMap<string, BundledValuation>,
): void {
  const valuation = valuations.get(bundled.valuation);
  if (!valuation) throw new Lie(path, `its valuation ${bundled.valuation} is missing`);
  const { value, valuationTime } = valuation[kind];
  if (own.answer.toString() !== value)
    throw new Lie(path, `reports ${own.answer}, its valuation gives ${value}`);
  if (own.valuationTime !== valuationTime)
    throw new Lie(path, `is of ${own.valuationTime}, its valuation of ${valuationTime}`);
}

function checkSignings(path: string, { signings, digest }: BundledReport): void {
  for (const { signer, signature, outcome } of signings) {
    if ((signature === null) === (outcome === 'SIGNED'))
      throw new Lie(path, `${signer} answered ${outcome}, with its signature beside`);
    if (signature === null) continue;
    const found = recovered(digest, signature);
    if (found !== signer)
      throw new Lie(path, `the signature of ${signer} was made by ${found ?? 'nobody'}`);
  }
}

function recovered(digest: string, signature: string): string | null {
  try {
    return recoverAddress(digest, signature);
  } catch {
    return null;
  }
}

function checkProof(path: string, { proof, digest, signings }: BundledReport): ProofMember[] {
  if (!proof) return [];
  const members = membersOf(path, proof, digest);
  const signers = new Set(signings.filter((one) => one.signature).map(({ signer }) => signer));
  for (const { member, signature } of members) {
    if (signature && !signers.has(member))
      throw new Lie(path, `the proof has a signature of ${member}, who signed nothing`);
  }
  return members;
}

function membersOf(
  path: string,
  proof: { bitmap: string; bytes: string },
  digest: string,
): ProofMember[] {
  try {
    return readProof(BigInt(proof.bitmap), proof.bytes, digest);
  } catch (error) {
    throw new Lie(path, `the proof: ${reasonOf(error)}`);
  }
}

function checkTransaction(
  path: string,
  { hash, raw }: { hash: string; raw: string },
  bundled: BundledReport,
  reports: readonly Report[],
  members: readonly ProofMember[],
): void {
  const found = keccak256(raw);
  if (found !== hash) throw new Lie(path, `the transaction's bytes hash to ${found}, not ${hash}`);
  const { to, data, chainId } = Transaction.from(raw);
  if (to !== bundled.committee || chainId.toString() !== bundled.chainId)
    throw new Lie(path, `transaction ${hash} is not for this committee on this chain`);
  if (!bundled.proof || members.length === 0)
    throw new Lie(path, `transaction ${hash} was sent without a proof`);
  if (data !== callOf(reports, bundled.proof))
    throw new Lie(path, `transaction ${hash} does not carry this report with this proof`);
}

function callOf(reports: readonly Report[], proof: { bitmap: string; bytes: string }): string {
  const [only] = reports;
  return reports.length === 1 && only
    ? COMMITTEE.encodeFunctionData('submit', [forContract(only), proof.bitmap, proof.bytes])
    : COMMITTEE.encodeFunctionData('submitBatch', [
        reports.map(forContract),
        proof.bitmap,
        proof.bytes,
      ]);
}
