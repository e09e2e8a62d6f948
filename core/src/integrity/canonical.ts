import canonicalize from 'canonicalize';
import { CoreError } from '../errors.js';
import { sha256 } from './bytes.js';

/** A value that has no JSON form. */
export class CanonicalError extends CoreError {}

/**
 * RFC 8785 canonical JSON. Money must already be text: a bigint, a float beyond 2⁵³ or an `undefined`
 * inside would lose or hide something, and is refused.
 * @throws CanonicalError `not_json`
 */
export function canonicalJson(value: unknown): string {
  refuseLossy(value, '$');
  const text = canonicalize(value);
  if (text === undefined) throw notJson('$', 'it has no JSON form');
  return text;
}

/** SHA-256, lower-case hex, of the canonical JSON of a value. @throws CanonicalError `not_json` */
export function canonicalHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

function refuseLossy(value: unknown, path: string): void {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return;
  if (typeof value === 'number') {
    if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return;
    throw notJson(path, 'the number is not exact: write it as text');
  }
  if (Array.isArray(value)) {
    value.forEach((item, i) => refuseLossy(item, `${path}[${i}]`));
    return;
  }
  if (typeof value === 'object' && isPlain(value)) {
    for (const [key, item] of Object.entries(value)) refuseLossy(item, `${path}.${key}`);
    return;
  }
  throw notJson(path, `a ${typeof value} has no exact JSON form: write it as text or leave it out`);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function notJson(path: string, why: string): CanonicalError {
  return new CanonicalError('not_json', `Cannot write ${path} as canonical JSON: ${why}.`);
}
