import {
  getAddress,
  isAddress,
  TypedDataEncoder,
  verifyTypedData,
  type TypedDataField,
} from 'ethers';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import { instantText } from './statement-schema.js';

/** A key that may sign statements, as the operator has registered it. */
export const registeredKey = z.strictObject({
  keyId: z.string().min(1),
  address: z.string().refine(isAddress, 'must be an address').transform(getAddress),
  validFrom: instantText,
  validUntil: instantText.optional(),
  /** From this moment on nothing the key signed counts, whenever it says it was signed. */
  revokedAt: instantText.optional(),
});
export type RegisteredKey = z.output<typeof registeredKey>;

/** 65 bytes `r | s | v`. */
export const signatureHex = z.string().regex(/^0x[0-9a-f]{130}$/, 'must be 0x and 130 hex digits');

export interface TypedStatement {
  domain: { name: string; version: string; chainId: number };
  types: Record<string, TypedDataField[]>;
  message: Record<string, unknown>;
}

/** The EIP-712 hash that is signed. */
export const statementDigest = ({ domain, types, message }: TypedStatement): string =>
  TypedDataEncoder.hash(domain, types, message);

/**
 * Who signed, if a registered key that was valid at `asOf` and is not revoked now.
 * @throws Refusal `KEY_UNKNOWN`, `KEY_REVOKED`, `KEY_NOT_VALID`, `SIGNATURE_WRONG`
 */
export function signerOf(
  statement: TypedStatement,
  signature: string,
  keyId: string,
  keys: readonly RegisteredKey[],
  times: { asOf: number; now: number },
): RegisteredKey {
  const key = keys.find((one) => one.keyId === keyId);
  if (!key) throw new Refusal('KEY_UNKNOWN', `No key ${keyId} is registered for this source.`);
  if (key.revokedAt !== undefined && key.revokedAt <= times.now) {
    throw new Refusal('KEY_REVOKED', `The key ${keyId} was revoked on ${iso(key.revokedAt)}.`);
  }
  const over = key.validUntil !== undefined && times.asOf > key.validUntil;
  if (times.asOf < key.validFrom || over) {
    throw new Refusal('KEY_NOT_VALID', `The key ${keyId} was not valid at ${iso(times.asOf)}.`);
  }
  if (recovered(statement, signature) !== key.address) {
    throw new Refusal('SIGNATURE_WRONG', `The signature is not by the key ${keyId}.`);
  }
  return key;
}

/** Ethers refuses a high s by itself (EIP-2). */
function recovered({ domain, types, message }: TypedStatement, signature: string): string | null {
  try {
    return verifyTypedData(domain, types, message, signature);
  } catch {
    return null;
  }
}

export const iso = (unixSeconds: number): string => new Date(unixSeconds * 1000).toISOString();
