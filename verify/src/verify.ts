import {
  BUNDLE_FILES,
  reserveReport,
  type ReserveReport,
  sha256,
  type SumTree,
} from '@cadastre/core';
import { checkArithmetic } from './arithmetic.js';
import { checkBundleOf, checkManifest, checkSources, required } from './bundle.js';
import { checkChain } from './chain.js';
import { ChainNode } from './node.js';
import { checkOfficialFiles } from './official.js';
import { type Evidence, openEvidence } from './open.js';
import { checkPaper, verifyPaperAlone } from './paper.js';
import { type Check, Lie, type Outcome, Protocol } from './protocol.js';
import { type Fetch, Rpc } from './rpc.js';
import { checkAttestationFiles, checkAttestations, checkPlatformSignature } from './signatures.js';
import { readCanonical } from './text.js';
import { checkTreeFiles, type Inclusion, proveInclusion } from './tree.js';

export interface VerifyOptions {
  /** A node of the chain; without one nothing is asked of anybody. */
  rpcUrl?: string;
  /** Proves that this address is counted. */
  holder?: string;
  /** Who must have signed. */
  signer?: string;
  /** Keys known to be custodians': one of them must have signed each attestation that counts. */
  custodians?: readonly string[];
  /** Hears of each check as soon as it is made. */
  onCheck?: (check: Check) => void;
  fetch?: Fetch;
}

export interface Verdict {
  /** `lie` at the first lie; `open` where something that was asked for could not be checked. */
  outcome: Outcome;
  kind: Evidence['kind'] | null;
  checks: Check[];
  /** The check that failed. */
  lie: Check | null;
  /** What the report itself says; null where it could not be read. Worth nothing beside a lie. */
  report: ReserveReport | null;
  inclusion: Inclusion | null;
  /** What this file, or the options, left no way to check. */
  notChecked: string[];
}

/** Checks an evidence bundle, a report's JSON or its PDF, with nothing but the file and, where given, a node. */
export async function verify(bytes: Uint8Array, options: VerifyOptions = {}): Promise<Verdict> {
  const protocol = new Protocol(options.onCheck);
  const verdict: Verdict = {
    outcome: 'holds',
    kind: null,
    checks: protocol.checks,
    lie: null,
    report: null,
    inclusion: null,
    notChecked: [],
  };
  try {
    await check(bytes, options, protocol, verdict);
    if (protocol.checks.some(({ outcome }) => outcome === 'open')) verdict.outcome = 'open';
  } catch (error) {
    if (!(error instanceof Lie)) throw error;
    Object.assign(verdict, { outcome: 'lie', lie: error.check });
  }
  return verdict;
}

async function check(
  bytes: Uint8Array,
  options: VerifyOptions,
  protocol: Protocol,
  verdict: Verdict,
): Promise<void> {
  const evidence = openEvidence(bytes, protocol);
  verdict.kind = evidence.kind;
  const node = options.rpcUrl ? new ChainNode(new Rpc(options.rpcUrl, options.fetch)) : null;
  if (!node) verdict.notChecked.push('the chain: no node was named');
  if (evidence.kind === 'paper') {
    await verifyPaperAlone(bytes, node, protocol);
    verdict.notChecked.push(
      'the content, its arithmetic, signatures and holders: a PDF shows them only',
    );
    return;
  }
  const manifest = evidence.kind === 'bundle' ? checkManifest(evidence.files, protocol) : null;
  const content = required(evidence.files, BUNDLE_FILES.report, protocol);
  const report = readCanonical(protocol, 'content', BUNDLE_FILES.report, content, reserveReport);
  // Held to the inputs, number by number, by `checkArithmetic`.
  verdict.report = report as unknown as ReserveReport;
  let [tree, pdfSha256, signer]: [SumTree | null, string | null, string | null] = [
    null,
    null,
    null,
  ];
  if (manifest) {
    const pdf = required(evidence.files, BUNDLE_FILES.pdf, protocol);
    [pdfSha256] = [sha256(pdf)];
    const contentSha256 = sha256(content);
    checkBundleOf(verdict.report, manifest, contentSha256, pdfSha256, protocol);
    checkPaper(pdf, contentSha256, protocol);
    const bytesOf = required(evidence.files, BUNDLE_FILES.platformSignature, protocol);
    const expected = options.signer ?? null;
    ({ signer } = checkPlatformSignature(verdict.report, pdfSha256, bytesOf, expected, protocol));
    checkSources(verdict.report, evidence.files, protocol);
    checkOfficialFiles(verdict.report, evidence.files, protocol);
    checkAttestationFiles(verdict.report, evidence.files, protocol);
    tree = checkTreeFiles(verdict.report, evidence.files, protocol);
  } else {
    verdict.notChecked.push('PDF, platform signature and sources: they are in the bundle');
  }
  verdict.notChecked.push(...checkAttestations(verdict.report, options.custodians ?? [], protocol));
  checkArithmetic(verdict.report, protocol);
  if (node) {
    const files = { tree, pdfSha256, signer };
    tree = (await checkChain(verdict.report, files, node, protocol)) ?? tree;
  }
  if (options.holder === undefined) return;
  if (tree === null && verdict.report.inputs.holders.count > 0) {
    const what = `${options.holder} is counted among the holders`;
    protocol.open('holder', what, 'The list of holders is in the bundle, or comes from a node.');
    return;
  }
  verdict.inclusion = proveInclusion(verdict.report, tree, options.holder, protocol);
}
