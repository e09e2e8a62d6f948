import { resolve } from 'node:path';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import { barList } from './kinds/bar-list.js';
import { chain } from './kinds/chain.js';
import { custodianAttestation } from './kinds/custodian-attestation.js';
import { fileDrop } from './kinds/file-drop.js';
import { httpJson } from './kinds/http-json.js';
import { manual } from './kinds/manual.js';
import { propertyValuation } from './kinds/property-valuation.js';
import { treasuryCurve } from './kinds/treasury-curve.js';
import { treasuryPortfolio } from './kinds/treasury-portfolio.js';
import type { Look, SourceKind } from './source.js';

/** Every way to learn a number. A new one is its file and a line here. */
export const SOURCE_KINDS: readonly SourceKind[] = [
  barList,
  chain,
  custodianAttestation,
  fileDrop,
  httpJson,
  manual,
  propertyValuation,
  treasuryCurve,
  treasuryPortfolio,
];

/** A source as an operator writes it down: its kind, and the options of that kind beside it. */
export const sourceSpec = z.looseObject({ kind: z.string() });
export type SourceSpec = z.output<typeof sourceSpec>;

/** @throws Refusal `SOURCE_KIND`, `SOURCE_OPTIONS` */
export function prepare({ kind, ...options }: SourceSpec): Look {
  const found = SOURCE_KINDS.find((one) => one.kind === kind);
  if (found) return found.prepare(options);
  const known = SOURCE_KINDS.map((one) => one.kind).join(', ');
  throw new Refusal('SOURCE_KIND', `There is no source of kind ${kind}; there are ${known}.`);
}

/** The same source with its folders, where they are relative, taken from the file that names them. */
export function inFolder(spec: SourceSpec, base: string): SourceSpec {
  const from = spec['from'];
  return {
    ...spec,
    ...(typeof spec['folder'] === 'string' && { folder: resolve(base, spec['folder']) }),
    ...(isFolder(from) && { from: { ...from, folder: resolve(base, from.folder) } }),
  };
}

const isFolder = (from: unknown): from is { folder: string } =>
  typeof from === 'object' && from !== null && 'folder' in from && typeof from.folder === 'string';
