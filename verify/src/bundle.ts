import {
  attestationFile,
  BUNDLE_FILES,
  bundleManifest,
  type BundleManifest,
  type ReserveReport,
  sha256,
  sourceFile,
} from '@cadastre/core';
import type { Protocol } from './protocol.js';
import { readCanonical } from './text.js';

type Files = ReadonlyMap<string, Uint8Array>;

/** The bundle's list against its files: nothing missing, nothing changed, nothing added. @throws Lie */
export function checkManifest(files: Files, protocol: Protocol): BundleManifest {
  const bytes = required(files, BUNDLE_FILES.manifest, protocol);
  const manifest = readCanonical(
    protocol,
    'manifest',
    BUNDLE_FILES.manifest,
    bytes,
    bundleManifest,
  );
  const listed = manifest.files.map(({ name }) => name);
  const sorted = [...new Set(listed)].sort();
  protocol.same(
    'manifest.order',
    'The manifest names each file once, by name',
    listed.join(' '),
    sorted.join(' '),
  );
  for (const { name, sha256: stated, sizeBytes } of manifest.files) {
    const file = required(files, name, protocol);
    protocol.same(`file ${name}`, `SHA-256 of ${name} is the manifest’s`, stated, sha256(file));
    protocol.same(
      `size ${name}`,
      `${name} is as long as the manifest says`,
      sizeBytes,
      file.length,
    );
  }
  const known = new Set([BUNDLE_FILES.manifest, ...listed]);
  const added = [...files.keys()].filter((name) => !known.has(name));
  protocol.holds(
    'manifest.files',
    'The bundle has no file that its manifest does not list',
    added.length === 0,
    `${files.size} files`,
    `Not listed: ${added.join(', ')}.`,
  );
  return manifest;
}

/** That the bundle is this report's, and has exactly the files that go with it. @throws Lie */
export function checkBundleOf(
  report: ReserveReport,
  manifest: BundleManifest,
  contentSha256: string,
  pdfSha256: string,
  protocol: Protocol,
): void {
  protocol.same(
    'manifest.reportId',
    'The manifest is of this report',
    manifest.reportId,
    report.reportId,
  );
  protocol.same(
    'manifest.contentSha256',
    'The manifest names the content by its hash',
    manifest.contentSha256,
    contentSha256,
  );
  protocol.same(
    'manifest.pdfSha256',
    'The manifest names the PDF by its hash',
    manifest.pdfSha256,
    pdfSha256,
  );
  const { manifest: _, ...fixed } = BUNDLE_FILES;
  const expected = [
    ...Object.values(fixed),
    ...report.inputs.attestations.map((_attestation, i) => attestationFile(i)),
    ...report.inputs.sources.map(sourceFile),
  ];
  protocol.same(
    'manifest.complete',
    'The bundle has the files that the report’s inputs call for',
    [...new Set(expected)].sort().join(' '),
    manifest.files.map(({ name }) => name).join(' '),
  );
}

/** Every source under the hash that the report gives it. @throws Lie */
export function checkSources(report: ReserveReport, files: Files, protocol: Protocol): void {
  for (const source of report.inputs.sources) {
    const path = sourceFile(source);
    const bytes = required(files, path, protocol);
    const name = `source ${source.name}`;
    protocol.same(
      name,
      `${source.name} (${source.role}) has the report’s hash`,
      source.sha256,
      sha256(bytes),
    );
    protocol.same(
      `${name} size`,
      `${source.name} is as long as stated`,
      source.sizeBytes,
      bytes.length,
    );
  }
}

/** A file that must be there. @throws Lie `file.missing` */
export function required(files: Files, name: string, protocol: Protocol): Uint8Array {
  return (
    files.get(name) ??
    protocol.lie('file.missing', `The bundle has ${name}`, `${name} is not in the bundle.`)
  );
}
