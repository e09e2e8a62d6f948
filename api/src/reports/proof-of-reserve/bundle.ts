import {
  attestationFile,
  BUNDLE_FILES,
  type BundleManifest,
  canonicalJson,
  instructions,
  reportSha256,
  type ReserveReport,
  sha256,
  sourceFile,
  treeSummaryOf,
} from '@cadastre/core';
import { Zip, ZipDeflate } from 'fflate';

/** A file of a bundle: what the manifest says of it, and its bytes when their turn comes. */
export interface BundleEntry {
  name: string;
  sha256: string;
  sizeBytes: number;
  open: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Kept files of a report, by what they are. */
export interface KeptFiles {
  report: Omit<BundleEntry, 'name'>;
  pdf: Omit<BundleEntry, 'name'>;
  signature: Omit<BundleEntry, 'name'>;
  holders: Omit<BundleEntry, 'name'>;
  /** In the order of `inputs.sources`. */
  sources: Omit<BundleEntry, 'name'>[];
}

/** Every file of a report's bundle, the manifest first, the others by name. */
export function bundleEntries(report: ReserveReport, kept: KeptFiles): BundleEntry[] {
  const { inputs } = report;
  const contentSha256 = reportSha256(report);
  const files: BundleEntry[] = [
    { ...kept.report, name: BUNDLE_FILES.report },
    { ...kept.pdf, name: BUNDLE_FILES.pdf },
    { ...kept.signature, name: BUNDLE_FILES.platformSignature },
    { ...kept.holders, name: BUNDLE_FILES.holders },
    ...inputs.sources.map((source, i) => ({
      ...(kept.sources[i] as Omit<BundleEntry, 'name'>),
      name: sourceFile(source),
    })),
    ...inputs.attestations.map((one, i) => written(attestationFile(i), canonicalJson(one))),
    written(BUNDLE_FILES.tree, canonicalJson(treeSummaryOf(report))),
    written(BUNDLE_FILES.instructions, instructions(report, contentSha256)),
  ].sort((a, b) => (a.name < b.name ? -1 : 1));
  const manifest: BundleManifest = {
    format: 'cadastre/evidence-bundle/1',
    reportId: report.reportId,
    contentSha256,
    pdfSha256: kept.pdf.sha256,
    files: files.map(({ name, sha256: hash, sizeBytes }) => ({ name, sha256: hash, sizeBytes })),
  };
  return [written(BUNDLE_FILES.manifest, canonicalJson(manifest)), ...files];
}

/**
 * The zip, piece by piece: the same bytes for the same entries on every machine, as it is deflated by the
 * library's own code and every entry is of 1980-01-01.
 * @throws Error where a file's bytes are not those its entry says
 */
export async function* zipped(entries: readonly BundleEntry[]): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const failures: Error[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) failures.push(error);
    else ready.push(chunk);
  });
  for (const entry of entries) {
    const file = new ZipDeflate(entry.name, { level: 6 });
    // Written as local time: what is local midnight here is midnight in every file.
    file.mtime = new Date(1980, 0, 1);
    zip.add(file);
    let size = 0;
    for await (const piece of await entry.open()) {
      size += piece.length;
      file.push(piece);
      yield* ready.splice(0);
    }
    if (size !== entry.sizeBytes) {
      throw new Error(
        `${entry.name} has ${size} bytes, not the ${entry.sizeBytes} of its manifest`,
      );
    }
    file.push(new Uint8Array(), true);
    yield* ready.splice(0);
  }
  zip.end();
  for (const failure of failures) throw failure;
  yield* ready;
}

/** An entry made here. */
export function written(name: string, text: string): BundleEntry {
  const bytes = Buffer.from(text);
  return { name, ...inMemory(bytes) };
}

export const inMemory = (bytes: Uint8Array): Omit<BundleEntry, 'name'> => ({
  sha256: sha256(bytes),
  sizeBytes: bytes.length,
  open: () => Promise.resolve(once(bytes)),
});

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
