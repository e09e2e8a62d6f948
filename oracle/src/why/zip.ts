import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';

/** The first instant a zip can hold, as local time, because that is what the format stores. */
const EPOCH = new Date(1980, 0, 1);
/** More than any bundle has; a file that claims more is not read. */
const MAX_BYTES = 256 << 20;

/** Files by their paths. */
export type Files = ReadonlyMap<string, Uint8Array>;

/** A zip of the files: sorted, stored without compression, dateless. Equal files give equal bytes. */
export function toZip(files: Files): Uint8Array {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(sorted), { level: 0, mtime: EPOCH });
}

/** @throws Error where the bytes are no zip, or one of more than 256 MiB */
export function fromZip(bytes: Uint8Array): Files {
  let total = 0;
  const files = unzipSync(bytes, {
    filter({ originalSize }) {
      total += originalSize;
      if (total > MAX_BYTES) throw new Error(`it holds more than ${MAX_BYTES} bytes`);
      return true;
    },
  });
  return new Map(Object.entries(files));
}

export const textToBytes = (text: string): Uint8Array => strToU8(text);
export const bytesToText = (bytes: Uint8Array): string => strFromU8(bytes);

/** JSON as the bundle's files have it: two spaces, a newline at the end. */
export const jsonBytes = (value: unknown): Uint8Array =>
  strToU8(`${JSON.stringify(value, null, 2)}\n`);
