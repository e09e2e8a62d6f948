import { createHash } from 'node:crypto';
import { seconds } from '../storage/bytes.js';
import type { Trace, TracedRound, TracedValuation } from '../storage/trace.js';
import { README } from './readme.js';
import { FORMAT } from './schema.js';
import { jsonBytes, textToBytes, toZip, type Files } from './zip.js';

/** A round's evidence as a file to keep. */
export interface Bundle {
  /** Such as `why-0xabc…-7.zip`. */
  fileName: string;
  bytes: Uint8Array;
}

/**
 * Everything behind one round as a zip that can be checked without us: documents as they came, inputs
 * and arithmetic, decisions, what each signer answered, the proof, the transaction's bytes.
 * The same rows give the same bytes.
 */
export async function bundleOf(traced: TracedRound, trace: Trace): Promise<Bundle> {
  const files = new Map<string, Uint8Array>();
  files.set('README.md', textToBytes(README));
  files.set('round.json', jsonBytes(roundFile(traced)));
  for (const valuation of traced.valuations) {
    files.set(`valuations/${valuation.id}.json`, jsonBytes(valuationFile(valuation)));
    for (const { id, sha256 } of valuation.documents) {
      const path = documentPath(sha256);
      if (!files.has(path)) files.set(path, await trace.bytesOf(id));
    }
  }
  for (const report of traced.reports) {
    files.set(`reports/${report.id}.json`, jsonBytes(reportFile(report)));
  }
  files.set('manifest.json', jsonBytes(manifestOf(traced, files)));
  return { fileName: `why-${traced.feed}-${traced.round}.zip`, bytes: toZip(files) };
}

/** Lower-case hex. */
export const sha256Of = (bytes: Uint8Array): string =>
  createHash('sha256').update(bytes).digest('hex');

const documentPath = (sha256: string) => `documents/${sha256}`;

function manifestOf({ feed, kind, round }: TracedRound, files: Files) {
  const sums = [...files].map(([path, bytes]) => [path, sha256Of(bytes)] as const).sort();
  return { format: FORMAT, feed, kind, round, files: Object.fromEntries(sums) };
}

function roundFile({ valuations: _v, reports: _r, ...round }: TracedRound) {
  return round;
}

function valuationFile({
  navUsd6,
  navValuationTime,
  reserveUsd6,
  reserveValuationTime,
  documents,
  ...valuation
}: TracedValuation) {
  return {
    ...valuation,
    nav: { value: navUsd6, valuationTime: seconds(navValuationTime) },
    reserve: { value: reserveUsd6, valuationTime: seconds(reserveValuationTime) },
    documents: documents.map(({ source, sha256, fetchedAt }) => ({
      source,
      sha256,
      fetchedAt,
      file: documentPath(sha256),
    })),
  };
}

function reportFile({
  rounds,
  signingDigest,
  digest: roundDigest,
  valuationId,
  signings,
  ...report
}: TracedRound['reports'][number]) {
  return {
    ...report,
    valuationTime: seconds(report.valuationTime),
    roundDigest,
    digest: signingDigest,
    reports: rounds,
    valuation: valuationId,
    signings: signings.map(({ reportId: _, ...signing }) => signing),
  };
}
