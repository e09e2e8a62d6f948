import { Malformed } from '../platform/problem.js';

/** The SHA-256 of a `Content-Digest: sha-256=:base64:` header (RFC 9530). @throws Malformed */
export function announcedSha256(header: string | undefined): Buffer {
  const base64 = /(?:^|,)\s*sha-256=:([A-Za-z0-9+/]{43}=):/.exec(header ?? '')?.[1];
  if (base64) return Buffer.from(base64, 'base64');
  throw new Malformed(
    'content_digest_required',
    'Send the header Content-Digest: sha-256=:<base64 of the SHA-256 of the bytes>: (RFC 9530).',
  );
}

export const contentDigest = (sha256: Buffer): string => `sha-256=:${sha256.toString('base64')}:`;
