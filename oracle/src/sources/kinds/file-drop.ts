import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  AmountError,
  formatDecimal,
  parseDecimal,
  readTable,
  sha256,
  TableError,
} from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { about, readDocument } from '../document-source.js';
import type { RawDocument } from '../document.js';
import { source, type Figure } from '../source.js';

const options = z.strictObject({
  /** A mounted folder into which files are dropped; `claimed/` and `quarantine/` are made inside. */
  folder: z.string().min(1),
  /** What the value is called in the file. */
  name: z.string().min(1),
  unit: z.string().min(1),
  scale: z.int().min(0).max(18),
  maxAge: z.int().positive(),
  /** A file counts when its size stayed the same for this long, ms. */
  stableMs: z.int().min(0).max(60_000).default(2_000),
});
type Options = z.output<typeof options>;

const LAYOUT = ['name', 'value', 'unit', 'as_of'];

/**
 * `file-drop`: a CSV in a folder that is a mounted SFTP or bucket. `prices.csv` counts when its size is
 * stable and `prices.csv.sha256` holds its hash. It is claimed by a rename, which the file system does
 * once; a bad one goes to `quarantine/` with the reason beside it, and the last good one stands.
 */
export const fileDrop = source({
  kind: 'file-drop',
  about: 'A CSV dropped into a folder with its hash beside it.',
  options,
  async read(from, { now, dryRun }) {
    const dropped = await completeFiles(from, now);
    const refused = dropped.flatMap(({ problem }) => problem ?? []);
    const warnings = refused.map(({ code, message }) => `to quarantine: ${code}: ${message}`);
    const good = dropped.filter(({ problem }) => problem === null).map(({ name }) => name);
    if (!dryRun) for (const file of dropped) await settle(from.folder, file);
    const claimed = join(from.folder, 'claimed');
    const candidates = [
      ...(await csvFiles(claimed)).map((name) => ({ folder: claimed, name })),
      ...(dryRun ? good.map((name) => ({ folder: from.folder, name })) : []),
    ];
    let newest: { document: RawDocument; figure: Figure } | undefined;
    for (const { folder, name } of candidates) {
      const document = await readDocument(folder, name, now);
      const figure = readFigure(document, from);
      if (!newest || figure.at >= newest.figure.at) newest = { document, figure };
    }
    if (!newest) {
      const bad = refused.map(({ code, message }) => ` ${code}: ${message}`).join('');
      throw new Refusal(
        'DATA_UNREADABLE',
        `No file has been dropped that could be used.${bad}`,
      ).about(...refused.flatMap(({ documents }) => documents));
    }
    const { document, figure } = newest;
    return about(document, () => {
      if (now - figure.at > from.maxAge) {
        throw new Refusal(
          'STALE',
          `${document.source} is ${now - figure.at} s old: at most ${from.maxAge}.`,
        );
      }
      return {
        figures: { value: figure },
        inputs: { name: from.name, sha256: document.sha256 },
        lines: [
          `${document.source}: ${from.name} ${formatDecimal(figure.value, from.scale)} ${from.unit}`,
        ],
        warnings,
        documents: [document],
        refused,
      };
    });
  },
});

interface DroppedFile {
  name: string;
  /** Why it cannot be used; null when it can. */
  problem: Refusal | null;
}

/** The files that are wholly there, each with what is wrong with it. */
async function completeFiles(from: Options, now: number): Promise<DroppedFile[]> {
  const complete: DroppedFile[] = [];
  for (const name of await csvFiles(from.folder)) {
    const expected = await announcedHash(from.folder, name);
    if (expected === null || !(await isStable(join(from.folder, name), from.stableMs))) continue;
    complete.push({ name, problem: await problemWith(from, name, expected, now) });
  }
  return complete;
}

/** Moves a file to the good ones, or to the bad ones with the reason beside it. */
async function settle(folder: string, { name, problem }: DroppedFile): Promise<void> {
  const moved = await claim(folder, name, problem ? 'quarantine' : 'claimed');
  if (moved && problem) {
    const { code, message } = problem;
    await writeFile(join(folder, 'quarantine', `${moved}.reason`), `${code}: ${message}\n`);
  }
}

async function problemWith(
  from: Options,
  name: string,
  expected: string,
  now: number,
): Promise<Refusal | null> {
  let document: RawDocument | undefined;
  try {
    document = await readDocument(from.folder, name, now);
    const { source, sha256: found } = document;
    if (found !== expected) {
      const what = `${source}: its SHA-256 is ${found}, announced was ${expected}.`;
      throw new Refusal('HASH_MISMATCH', what);
    }
    if (readFigure(document, from).at > now) {
      throw new Refusal('FROM_THE_FUTURE', `${source}: it is of a time that is not yet.`);
    }
    return null;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return document ? error.about(document) : error;
  }
}

/** Its name from now on; null when another process was first. */
async function claim(folder: string, name: string, to: string): Promise<string | null> {
  const target = join(folder, to);
  await mkdir(target, { recursive: true });
  const bytes = await readFile(join(folder, name)).catch(() => null);
  if (!bytes) return null;
  // The same name may come every day: its content tells them apart.
  const claimed = `${sha256(bytes).slice(0, 8)}-${name}`;
  try {
    await rename(join(folder, name), join(target, claimed));
  } catch {
    return null;
  }
  const hashFile = join(folder, `${name}.sha256`);
  await rename(hashFile, join(target, `${claimed}.sha256`)).catch(() => undefined);
  return claimed;
}

function readFigure(document: RawDocument, { name, unit, scale }: Options): Figure {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(document.bytes);
    const rows = readTable(text, [LAYOUT]).rows.filter((row) => row.get('name') === name);
    const [row] = rows;
    if (!row || rows.length > 1) {
      throw new Refusal(
        'DATA_MALFORMED',
        `${document.source} has ${rows.length} rows for ${name}, not one.`,
      );
    }
    if (row.get('unit') !== unit) {
      throw new Refusal(
        'OTHER_UNIT',
        `${document.source} counts in ${row.get('unit')}, not in ${unit}.`,
      );
    }
    const time = z.iso.datetime({ offset: true }).safeParse(row.get('as_of'));
    if (!time.success) {
      throw new Refusal(
        'SOURCE_TIME',
        `${document.source}: as_of must be an instant like 2026-04-15T20:00:00Z.`,
      );
    }
    const value = parseDecimal(row.get('value'), { scale, allowNegative: true, field: name });
    return { value, scale, unit, at: Math.floor(Date.parse(time.data) / 1000) };
  } catch (error) {
    if (error instanceof Refusal) throw error;
    if (error instanceof TableError || error instanceof AmountError) {
      throw new Refusal('DATA_MALFORMED', `${document.source}: ${error.message} [${error.code}]`);
    }
    throw new Refusal('DATA_MALFORMED', `${document.source} is not UTF-8.`);
  }
}

async function csvFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => name.endsWith('.csv')).sort();
}

/** The first word of the `.sha256` beside it, as `sha256sum` writes it; null until it is there. */
async function announcedHash(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, `${name}.sha256`), 'utf8').catch(() => '');
  const [hash = ''] = text.trim().split(/\s+/);
  return /^[0-9a-f]{64}$/.test(hash) ? hash : null;
}

async function isStable(path: string, stableMs: number): Promise<boolean> {
  const before = await stat(path).catch(() => null);
  await sleep(stableMs);
  const after = await stat(path).catch(() => null);
  return (
    before !== null &&
    after !== null &&
    before.size === after.size &&
    before.mtimeMs === after.mtimeMs
  );
}
