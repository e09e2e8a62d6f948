import type { PartHealth } from '../platform/health-parts.js';

const MIB = 1024 * 1024;
/** Some fifty uploads of the largest size: time to act. */
const LITTLE_ROOM = 1024 * MIB;

/** @param free bytes left where papers come in; @param contents how many are kept */
export function roomHealth(free: number, contents: number): PartHealth {
  const mebibytesFree = Math.floor(free / MIB);
  const figures = { contents, mebibytesFree };
  if (free >= LITTLE_ROOM) return { state: 'ok', figures };
  const detail = `Only ${mebibytesFree} MiB are left where papers come in: make room before uploads and reports fail.`;
  return { state: 'degraded', detail, figures };
}

const CURES: Record<string, string> = {
  ENOSPC: 'The disk is full: make room.',
  EDQUOT: 'The quota is used up: raise it or make room.',
  EROFS: 'It is mounted read-only: see why and mount it for writing.',
  EACCES: 'The platform’s user may not write there: give it the folder.',
  EPERM: 'The platform’s user may not write there: give it the folder.',
  ENOENT: 'The folder is gone: mount or restore it.',
};

/** That no paper can come in, and what to do, for the operator. */
export function unwritable(folder: string, error: unknown): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cure = CURES[code] ?? `The disk says ${code || String(error)}: see its log.`;
  return new Error([`Nothing can be written to ${folder}.`, cure].join(' '), { cause: error });
}
