/**
 * One case in a process of its own, so that its memory is its own: `node case.ts report|proof HOLDERS` prints
 * one line of JSON.
 */
import {
  bundleEntries,
  inMemory,
  proofOfReservePdf,
  treeOf,
  zipped,
} from '@cadastre/api/proof-of-reserve';
import {
  canonicalJson,
  type Holding,
  holdersCsv,
  keccak256,
  makeReport,
  pageOfHolder,
  proveFromPage,
  REPORT_SIGNATURE_TYPES,
  reportJson,
  reportSignatureDomain,
  sha256,
  signatureMessage,
  signedPart,
} from '@cadastre/core';
import { id, Wallet } from 'ethers';
import { goldInputs } from './inputs.ts';

const SUBJECT = { chainId: 31_337, token: `0x${'a1'.repeat(20)}`, block: 48 };
const REPORT_ID = '019d92f0-7c5a-7e12-9a41-0c3b6f1d2e88';
const KEY = new Wallet(id('bench'));

/** Addresses as spread as real ones, each with its own balance. */
const holders = (count: number): Holding[] =>
  Array.from({ length: count }, (_, i) => ({
    holder: keccak256(String(i)).slice(0, 42),
    balance: BigInt(i + 1) * 1_000_003n,
  }));

/** Everything from the list of holders to the last byte of the bundle. */
async function report(holdings: Holding[]): Promise<{ seconds: number; bytes: number }> {
  const began = performance.now();
  const tree = treeOf(SUBJECT, holdings);
  const made = makeReport(REPORT_ID, goldInputs(SUBJECT, tree.summary));
  const json = Buffer.from(reportJson(made));
  const pdf = await proofOfReservePdf(made, sha256(json));
  const signed = signedPart(made, sha256(pdf));
  const signature = await KEY.signTypedData(
    reportSignatureDomain(SUBJECT.chainId),
    REPORT_SIGNATURE_TYPES,
    signatureMessage(signed),
  );
  const entries = bundleEntries(made, {
    report: inMemory(json),
    pdf: inMemory(pdf),
    signature: inMemory(Buffer.from(canonicalJson({ signed, signature }))),
    holders: inMemory(Buffer.from(holdersCsv(tree.holdings))),
    sources: [],
  });
  let bytes = 0;
  for await (const piece of zipped(entries)) bytes += piece.length;
  return { seconds: (performance.now() - began) / 1000, bytes };
}

/** The longest of a hundred proofs, from the kept index and the page that is read for it. */
function proof(holdings: Holding[]): { milliseconds: number } {
  const { index, holdings: sorted } = treeOf(SUBJECT, holdings);
  const subject = { chainId: 31_337n, token: SUBJECT.token, block: 48n };
  let longest = 0;
  for (let i = 0; i < 120; i += 1) {
    const { holder } = sorted[Math.floor((sorted.length / 120) * i)] as Holding;
    const page = pageOfHolder(index, holder);
    const from = page.subtree * page.limit;
    const read = sorted.slice(from, from + page.limit);
    const began = performance.now();
    proveFromPage(subject, index, page, read, holder);
    // The first twenty warm the code up, as a server that has answered before is.
    if (i >= 20) longest = Math.max(longest, performance.now() - began);
  }
  return { milliseconds: longest };
}

const [what, count = '0'] = process.argv.slice(2);
const all = holders(Number(count));
if (what === 'report') {
  // A server's code is warm: it has made a small report before.
  await report(all.slice(0, 1_000));
  const { seconds, bytes } = await report(all);
  const megabytes = process.resourceUsage().maxRSS / 1024;
  console.log(JSON.stringify({ seconds, megabytes, bytes }));
} else {
  console.log(JSON.stringify(proof(all)));
}
