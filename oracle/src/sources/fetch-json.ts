import { setTimeout as sleep } from 'node:timers/promises';
import { sha256 } from '@cadastre/core';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from './document.js';

const MAX_BYTES = 1 << 20;
const TIMEOUT_MS = 5_000;
const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 100;

export interface Wanted {
  /** Sent as they are and kept nowhere. */
  headers?: Record<string, string>;
  timeoutMs?: number;
  /** The last document of this address with its entity tag: it counts again where nothing changed. */
  known?: { etag: string; document: RawDocument };
}

/** A document, and the entity tag by which the source can say that it is still the same. */
export interface Fetched {
  document: RawDocument;
  etag: string | null;
}

/**
 * Fetches one JSON document over HTTP. A source that does not answer is asked three times with growing,
 * jittered pauses; an answer that is not a JSON document of at most 1 MiB is refused at once.
 * @throws Refusal `SOURCE_UNREACHABLE`, `SOURCE_STATUS`, `SOURCE_NOT_JSON`, `SOURCE_TOO_LARGE`
 */
export async function fetchJson(url: string, now: number): Promise<RawDocument> {
  return (await fetchTagged(url, now)).document;
}

/** `fetchJson` with headers, a time limit of its own, and entity tags (RFC 9110, 13.1.2). */
export async function fetchTagged(url: string, now: number, wanted: Wanted = {}): Promise<Fetched> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await fetchOnce(url, now, wanted);
    } catch (error) {
      if (error instanceof Refusal && error.code !== 'SOURCE_UNREACHABLE') throw error;
      if (attempt === ATTEMPTS) throw error;
      await sleep(FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random()));
    }
  }
}

/**
 * The JSON value of a document, which must be whole and UTF-8.
 * @throws Refusal `SOURCE_MALFORMED`
 */
export function readJson(document: RawDocument): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(document.bytes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Refusal('SOURCE_MALFORMED', `${document.source} is not whole JSON: ${reason}.`);
  }
}

async function fetchOnce(url: string, now: number, wanted: Wanted): Promise<Fetched> {
  const { origin, pathname } = new URL(url);
  const source = `${origin}${pathname}`;
  const response = await ask(url, source, wanted);
  if (response.status === 304 && wanted.known) {
    const { etag, document } = wanted.known;
    return { etag, document: { ...document, fetchedAt: now } };
  }
  const bytes = await readAll(response, source);
  const document = { source, bytes, sha256: sha256(bytes), fetchedAt: now };
  const refusal = refusalOf(response, source);
  // A page of an error tells an operator more than its number.
  if (refusal) throw bytes.length > 0 ? refusal.about(document) : refusal;
  return { document, etag: response.headers.get('etag') };
}

function refusalOf({ status, headers }: Response, source: string): Refusal | null {
  if (status >= 500) return new Refusal('SOURCE_UNREACHABLE', `${source} answered ${status}.`);
  if (status !== 200) {
    return new Refusal('SOURCE_STATUS', `${source} answered ${status}, not 200.`);
  }
  const type = headers.get('content-type') ?? 'nothing';
  if (/^application\/(json|[a-z.]+\+json)(;|$)/.test(type)) return null;
  return new Refusal('SOURCE_NOT_JSON', `${source} answered ${type} instead of JSON.`);
}

async function ask(url: string, source: string, wanted: Wanted): Promise<Response> {
  const tag = wanted.known && { 'if-none-match': wanted.known.etag };
  try {
    return await fetch(url, {
      headers: { accept: 'application/json', ...wanted.headers, ...tag },
      redirect: 'error',
      signal: AbortSignal.timeout(wanted.timeoutMs ?? TIMEOUT_MS),
    });
  } catch (error) {
    throw unreachable(source, error);
  }
}

async function readAll(response: Response, source: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    const body: AsyncIterable<Uint8Array> | [] = response.body ?? [];
    for await (const chunk of body) {
      size += chunk.length;
      if (size > MAX_BYTES) {
        throw new Refusal('SOURCE_TOO_LARGE', `${source} sent more than ${MAX_BYTES} bytes.`);
      }
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof Refusal ? error : unreachable(source, error);
  }
  return Buffer.concat(chunks);
}

function unreachable(source: string, error: unknown): Refusal {
  const why = error instanceof Error ? (error.cause ?? error) : error;
  const reason = why instanceof Error ? why.message || why.name : String(why);
  return new Refusal('SOURCE_UNREACHABLE', `${source} did not answer: ${reason}.`);
}
