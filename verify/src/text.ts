import { canonicalJson } from '@cadastre/core';
import type { z } from 'zod';
import type { Protocol } from './protocol.js';

/** UTF-8 without a byte order mark, strictly. @throws TypeError */
const strictText = (bytes: Uint8Array): string =>
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);

/**
 * A file that must be the canonical JSON of something of this form: no other bytes say the same.
 * @throws Lie `<name>.form`
 */
export function readCanonical<Form extends z.ZodType>(
  protocol: Protocol,
  name: string,
  file: string,
  bytes: Uint8Array,
  form: Form,
): z.output<Form> {
  const what = `${file} is canonical JSON (RFC 8785) of the form the format gives it`;
  let why: string;
  try {
    const text = strictText(bytes);
    const value: unknown = JSON.parse(text);
    const parsed = form.safeParse(value);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      why = `At ${issue?.path.join('.') || 'its root'}: ${issue?.message ?? 'another form'}.`;
    } else if (canonicalJson(value) !== text) {
      why = 'The same value is written in another way: a name twice, a space, an order, an escape.';
    } else {
      protocol.holds(`${name}.form`, what, true, null, '');
      return parsed.data;
    }
  } catch (error) {
    why = `${error instanceof Error ? error.message : String(error)}.`;
  }
  return protocol.lie(`${name}.form`, what, why);
}

/** A file that must be UTF-8 text. @throws Lie `<name>.form` */
export function readText(
  protocol: Protocol,
  name: string,
  file: string,
  bytes: Uint8Array,
): string {
  try {
    return strictText(bytes);
  } catch {
    return protocol.lie(`${name}.form`, `${file} is text in UTF-8`, 'Some bytes are no UTF-8.');
  }
}
