import { z } from 'zod';
import { canonicalHash, canonicalJson } from '../integrity/canonical.js';
import { deriveResult } from './derive.js';
import { reportInputs, type ReportInputs } from './inputs.js';
import { sha256Text } from './primitives.js';
import type { ReportResult } from './result.js';

/** Version of the content; a change of any rule or field is a new one. */
export const REPORT_FORMAT = 'cadastre/proof-of-reserve/2';

export const supersededReport = z.strictObject({
  reportId: z.uuid(),
  contentSha256: sha256Text,
  /** What was wrong with it. */
  reason: z.string().min(1),
});

/**
 * A proof of reserve as it is hashed and signed: `report.json` is its canonical JSON (RFC 8785), in UTF-8
 * without a final newline. `result` is held to the inputs by `differencesOf`, not by a schema.
 */
export const reserveReport = z.strictObject({
  format: z.literal(REPORT_FORMAT),
  reportId: z.uuid(),
  supersedes: supersededReport.nullable(),
  inputs: reportInputs,
  result: z.record(z.string(), z.unknown()),
});
type Parsed = z.output<typeof reserveReport>;
export type ReserveReport = Omit<Parsed, 'result'> & { result: ReportResult };

/** Makes the report of its inputs. @throws as `deriveResult`; ZodError for inputs of another form */
export function makeReport(
  reportId: string,
  inputs: ReportInputs,
  supersedes: Parsed['supersedes'] = null,
): ReserveReport {
  const checked = reportInputs.parse(inputs);
  return {
    format: REPORT_FORMAT,
    reportId,
    supersedes,
    inputs: checked,
    result: deriveResult(checked),
  };
}

/** The bytes of `report.json` as text. */
export const reportJson = (report: ReserveReport): string => canonicalJson(report);

/** SHA-256 of `report.json`, lower-case hex: what the PDF prints and the signatures bind. */
export const reportSha256 = (report: ReserveReport): string => canonicalHash(report);

/** A stated number that the inputs do not give. */
export interface Difference {
  /** `result.coverage.ppm`. */
  path: string;
  stated: unknown;
  recomputed: unknown;
}

/**
 * Every place where the result is not what its inputs give; empty for an honest report.
 * @throws as `deriveResult`
 */
export function differencesOf({ inputs, result }: Parsed | ReserveReport): Difference[] {
  return compare('result', result, deriveResult(inputs));
}

function compare(path: string, stated: unknown, recomputed: unknown): Difference[] {
  if (
    !isTree(stated) ||
    !isTree(recomputed) ||
    Array.isArray(stated) !== Array.isArray(recomputed)
  ) {
    return Object.is(stated, recomputed) ? [] : [{ path, stated, recomputed }];
  }
  const keys = [...new Set([...Object.keys(recomputed), ...Object.keys(stated)])];
  return keys.flatMap((key) => {
    const at = Array.isArray(recomputed) ? `${path}[${key}]` : `${path}.${key}`;
    return compare(at, stated[key], recomputed[key]);
  });
}

const isTree = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;
