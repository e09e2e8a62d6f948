import { createHash } from 'node:crypto';
import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import { contentDigest } from '../documents/content-digest.js';

/** A paper made for one reader. */
export interface MadeFile {
  /** Letters, digits, `-`, `_` and `.` only. */
  name: string;
  type: 'application/pdf' | 'text/csv; charset=utf-8; header=present';
  bytes: Buffer;
}

/** A CSV file of these rows: UTF-8, see `writeTable`. */
export const csvFile = (name: string, text: string): MadeFile => ({
  name: `${name}.csv`,
  type: 'text/csv; charset=utf-8; header=present',
  bytes: Buffer.from(text),
});

export const pdfFile = (name: string, bytes: Buffer): MadeFile => ({
  name: `${name}.pdf`,
  type: 'application/pdf',
  bytes,
});

/** Answers with it as a download, under the hash of its bytes (RFC 9530). */
export function download(response: Response, { name, type, bytes }: MadeFile): StreamableFile {
  const sha256 = createHash('sha256').update(bytes).digest();
  response.setHeader('Content-Digest', contentDigest(sha256));
  response.setHeader('Cache-Control', 'private, no-store');
  return new StreamableFile(bytes, {
    type,
    length: bytes.length,
    disposition: `attachment; filename="${name}"`,
  });
}
