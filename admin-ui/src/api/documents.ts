import { sha256 } from '@cadastre/core';
import { readProblem } from './problem.ts';
import { authorisedFetch } from './token.ts';
import type { Answer } from './types.ts';

export type StoredDocument = Answer<'/api/v1/documents', 'post'>;
export type Purpose = 'asset' | 'kyc';

/** Kinds of file the register takes, for file pickers. */
export const ACCEPTED =
  'application/pdf,image/png,image/jpeg,text/csv,text/plain,application/json,.pdf,.png,.jpg,.jpeg,.csv,.txt,.json';

const typesByEnding: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  csv: 'text/csv',
  txt: 'text/plain',
  json: 'application/json',
};

/** The kind that the ending of a name announces; null for one that the register does not take. */
export const mediaTypeOf = (name: string): string | null =>
  typesByEnding[name.split('.').pop()?.toLowerCase() ?? ''] ?? null;

/** What a file is, beside its bytes. */
export interface Filing {
  /** The document it is the next version of. */
  replaces?: string;
  /** Last day on which it holds. */
  validUntil?: string;
  access?: StoredDocument['access'];
}

/**
 * Sends a file with its digest (RFC 9530), so that the register can refuse bytes that changed on
 * the way. The hash is made here, on the person's machine.
 */
export async function uploadDocument(
  file: File,
  purpose: Purpose,
  filing: Filing = {},
): Promise<StoredDocument> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const query = new URLSearchParams({ fileName: file.name, purpose, ...filing });
  const response = await authorisedFetch(
    new Request(`${window.location.origin}/api/v1/documents?${query}`, {
      method: 'POST',
      headers: {
        'Content-Type': mediaTypeOf(file.name) ?? (file.type || 'application/octet-stream'),
        'Content-Digest': `sha-256=:${toBase64(sha256(bytes))}:`,
      },
      body: bytes,
    }),
  );
  if (!response.ok) throw await readProblem(response);
  return (await response.json()) as StoredDocument;
}

/** A stored document's bytes. */
export const fetchDocument = (id: string) => fetchBlob(`/api/v1/documents/${id}/content`);

/** Bytes behind the bearer token, for downloads and for looking at them in the page. */
export async function fetchBlob(path: string): Promise<Blob> {
  const response = await authorisedFetch(new Request(window.location.origin + path));
  if (!response.ok) throw await readProblem(response);
  return response.blob();
}

function toBase64(hex: string): string {
  const pairs = hex.match(/../g) ?? [];
  return btoa(pairs.map((pair) => String.fromCharCode(parseInt(pair, 16))).join(''));
}
