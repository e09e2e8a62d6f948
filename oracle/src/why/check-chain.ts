import { Committee } from '../chain/committee.js';
import { outcomeOf } from '../chain/feed.js';
import { readRound } from '../chain/aggregator.js';
import type { Rpc } from '../chain/rpc.js';
import { reportDigest, ReportDomain } from '../report/report.js';
import type { CheckedBundle } from './check.js';
import { reportsIn } from './check-report.js';
import { Lie } from './lie.js';
import { readProof } from './proof.js';
import type { BundledReport } from './schema.js';

/**
 * Holds a bundle against the chain: its committee's signers, the transaction and its event, the round.
 * @returns what was found right, for people
 * @throws Lie, RpcError, RpcUnreachable
 */
export async function checkOnChain(bundle: CheckedBundle, rpc: Rpc): Promise<string[]> {
  const chainId = (await rpc.chainId()).toString();
  const lines: string[] = [];
  for (const [path, report] of bundle.reports) {
    if (report.chainId !== chainId)
      throw new Lie(path, `is for chain ${report.chainId}, the node serves ${chainId}`);
    lines.push(...(await checkSigners(path, report, rpc)));
    if (report.state !== 'accepted' && report.state !== 'parked') continue;
    lines.push(await checkEvent(path, report, bundle, rpc));
    if (report.state === 'accepted') lines.push(await checkRound(path, report, bundle, rpc));
  }
  return lines;
}

/** Only the committee of today can be asked; an older epoch stands on the event alone. */
async function checkSigners(path: string, report: BundledReport, rpc: Rpc): Promise<string[]> {
  const { proof, digest, committee } = report;
  if (!proof) return [];
  const { epoch, signers, threshold } = await new Committee(rpc, committee).state();
  if (epoch !== report.epoch) return [`${path}: epoch ${report.epoch} is over, now is ${epoch}`];
  const members = readProof(BigInt(proof.bitmap), proof.bytes, digest);
  const listed = members.map(({ member }) => member);
  if (listed.join() !== signers.join())
    throw new Lie(
      path,
      `the proof is of ${listed.join(', ')}, the committee is ${signers.join(', ')}`,
    );
  const signed = members.filter(({ signature }) => signature !== null).length;
  if (signed !== threshold)
    throw new Lie(path, `${signed} signed, the committee asks ${threshold}`);
  return [`${path}: ${signed} of the committee's ${signers.length} signers signed`];
}

async function checkEvent(
  path: string,
  report: BundledReport,
  { feed, round }: CheckedBundle,
  rpc: Rpc,
): Promise<string> {
  const own = reportsIn(report).find((one) => one.feed === feed && one.round === round);
  if (!own) throw new Lie(path, `says nothing of round ${round}`);
  const digest = reportDigest(new ReportDomain(BigInt(report.chainId), report.committee), own);
  for (const { hash } of report.transactions) {
    const receipt = await rpc.receipt(hash);
    if (!receipt?.succeeded) continue;
    const outcome = outcomeOf(receipt.logs, report.committee, feed, digest);
    if (outcome) return `${path}: ${outcome} in block ${receipt.blockNumber} by ${hash}`;
  }
  throw new Lie(path, `no transaction of it published round ${round} of ${feed} on this chain`);
}

async function checkRound(
  path: string,
  report: BundledReport,
  { feed, round }: CheckedBundle,
  rpc: Rpc,
): Promise<string> {
  const own = reportsIn(report).find((one) => one.feed === feed && one.round === round);
  const found = await readRound(rpc, feed, BigInt(round), 'latest');
  if (found.answer !== own?.answer || found.startedAt !== BigInt(own.valuationTime))
    throw new Lie(path, `the feed's round ${round} is ${found.answer} of ${found.startedAt}`);
  return `${path}: round ${round} of ${feed} is ${found.answer}`;
}
