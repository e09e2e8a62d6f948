import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { sha256 } from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from './document.js';
import { fetchJson } from './fetch-json.js';

/** Where a statement lies: behind a URL, or the newest file of a folder by its name. */
export const whereabouts = z.union([
  z.strictObject({ url: z.url({ protocol: /^https?$/ }) }),
  z.strictObject({ folder: z.string().min(1), suffix: z.string().min(1) }),
]);
export type Whereabouts = z.output<typeof whereabouts>;

const MAX_BYTES = 16 << 20;

/** The newest document there. @throws Refusal as `fetchJson`, or `DATA_UNREADABLE`, `SOURCE_TOO_LARGE` */
export async function newestDocument(from: Whereabouts, now: number): Promise<RawDocument> {
  return 'url' in from ? fetchJson(from.url, now) : newestFile(from.folder, from.suffix, now);
}

async function newestFile(folder: string, suffix: string, now: number): Promise<RawDocument> {
  const names = await readdir(folder).catch((error: unknown) => {
    throw unreadable(folder, error);
  });
  const name = names
    .filter((one) => one.endsWith(suffix))
    .sort()
    .at(-1);
  if (name === undefined) {
    throw new Refusal('DATA_UNREADABLE', `There is no *${suffix} in ${folder}: put one there.`);
  }
  return readDocument(folder, name, now);
}

/** A file's bytes with their hash; only its name, not its folder, is told. @throws Refusal */
export async function readDocument(
  folder: string,
  name: string,
  now: number,
): Promise<RawDocument> {
  try {
    const path = join(folder, name);
    const { size } = await stat(path);
    if (size > MAX_BYTES) {
      throw new Refusal('SOURCE_TOO_LARGE', `${name} has ${size} bytes, more than ${MAX_BYTES}.`);
    }
    const bytes = await readFile(path);
    return { source: `file:${name}`, bytes, sha256: sha256(bytes), fetchedAt: now };
  } catch (error) {
    throw error instanceof Refusal ? error : unreadable(name, error);
  }
}

function unreadable(what: string, error: unknown): Refusal {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return new Refusal('DATA_UNREADABLE', `${what} cannot be read (${code}).`);
}

/** Runs a reading of a document; what it refuses knows the document, which is then kept. */
export async function about<T>(document: RawDocument, read: () => Promise<T> | T): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof Refusal ? error.about(document) : error;
  }
}
