import type { z } from 'zod';
import { checkReport } from './check-report.js';
import { sha256Of } from './bundle.js';
import { Lie, reasonOf } from './lie.js';
import { inputsHashOf, revalue } from './revalue.js';
import {
  manifestSchema,
  reportSchema,
  roundSchema,
  valuationSchema,
  type BundledReport,
  type BundledValuation,
} from './schema.js';
import { bytesToText, fromZip, type Files } from './zip.js';

/** A bundle that holds together, read. */
export interface CheckedBundle {
  feed: string;
  kind: 'nav' | 'reserve';
  round: number;
  reports: Map<string, BundledReport>;
  /** What was found right, for people. */
  lines: string[];
}

/**
 * Checks a bundle with nothing but its bytes: hashes, inputs, arithmetic, digests, signatures, proof,
 * transaction. @throws Lie naming the first file that is not true
 */
export function checkBundle(zip: Uint8Array): CheckedBundle {
  const files = open(zip);
  const manifest = read(files, 'manifest.json', manifestSchema);
  checkSums(files, manifest.files);
  const round = read(files, 'round.json', roundSchema);
  for (const field of ['feed', 'kind', 'round'] as const) {
    if (round[field] !== manifest[field])
      throw new Lie('round.json', `says ${field} ${round[field]}, the manifest ${manifest[field]}`);
  }
  const valuations = new Map<string, BundledValuation>();
  for (const path of under(files, 'valuations/')) {
    const valuation = read(files, path, valuationSchema);
    checkValuation(files, path, valuation, round.assetId);
    valuations.set(valuation.id, valuation);
  }
  const reports = new Map<string, BundledReport>();
  for (const path of under(files, 'reports/')) {
    const report = read(files, path, reportSchema);
    checkReport(path, report, manifest, valuations);
    reports.set(path, report);
  }
  const { feed, kind, round: number } = manifest;
  return { feed, kind, round: number, reports, lines: told(files, valuations, reports) };
}

function open(zip: Uint8Array): Files {
  try {
    return fromZip(zip);
  } catch (error) {
    throw new Lie('the file', `is no zip: ${reasonOf(error)}`);
  }
}

function read<T>(files: Files, path: string, schema: z.ZodType<T>): T {
  const bytes = files.get(path);
  if (!bytes) throw new Lie(path, 'is missing');
  let value: unknown;
  try {
    value = JSON.parse(bytesToText(bytes));
  } catch (error) {
    throw new Lie(path, `is not JSON: ${reasonOf(error)}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new Lie(path, `${issue?.path.join('.') || 'as a whole'}: ${issue?.message}`);
}

function checkSums(files: Files, sums: Record<string, string>): void {
  for (const [path, stated] of Object.entries(sums)) {
    const bytes = files.get(path);
    if (!bytes) throw new Lie(path, 'is missing');
    const found = sha256Of(bytes);
    if (found !== stated)
      throw new Lie(path, `its bytes hash to ${found}, manifest.json says ${stated}`);
  }
  for (const path of files.keys()) {
    if (path !== 'manifest.json' && sums[path] === undefined)
      throw new Lie(path, 'is not in manifest.json');
  }
}

function checkValuation(
  files: Files,
  path: string,
  valuation: BundledValuation,
  assetId: string,
): void {
  const documents = valuation.documents.map(({ source, sha256, file, fetchedAt }) => {
    const bytes = files.get(file);
    if (!bytes) throw new Lie(path, `names ${file}, which is missing`);
    if (sha256Of(bytes) !== sha256)
      throw new Lie(file, `its bytes hash to ${sha256Of(bytes)}, ${path} says ${sha256}`);
    const at = Date.parse(fetchedAt) / 1000;
    return { source, sha256, bytes: Buffer.from(bytes), fetchedAt: at };
  });
  const hash = inputsHashOf(valuation);
  if (hash !== valuation.inputsSha256)
    throw new Lie(path, `its inputs hash to ${hash}, it says ${valuation.inputsSha256}`);
  const problem = revalue(valuation, assetId, documents);
  if (problem) throw new Lie(path, problem);
}

const under = (files: Files, folder: string): string[] =>
  [...files.keys()].filter((path) => path.startsWith(folder)).sort();

function told(
  files: Files,
  valuations: ReadonlyMap<string, BundledValuation>,
  reports: ReadonlyMap<string, BundledReport>,
): string[] {
  const documents = under(files, 'documents/').length;
  return [
    `${files.size} files with the hashes that manifest.json names`,
    `${documents} documents, ${valuations.size} valuations that follow from them`,
    ...[...reports].map(([path, { digest, signings, proof }]) => {
      const signed = signings.filter(({ signature }) => signature !== null).length;
      return `${path}: digest ${digest}, ${signed} signatures${proof ? ', with a proof' : ''}`;
    }),
  ];
}
