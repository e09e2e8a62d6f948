import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Crypto } from '../platform/crypto.js';

/** The master key that documents are under unless another is given: derived from `DATA_KEY`. */
export const DERIVED_KEY = 'data-key';

/** A document's own key, wrapped by the master key of this name. */
export interface WrappedKey {
  keyName: string;
  /** See `wrapWith`. */
  wrappedKey: Buffer;
}

/** nonce (12) | tag (16) | the key of a file, encrypted with a master key and bound to the file. */
export function wrapWith(master: Buffer, key: Buffer, fileId: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', master, nonce).setAAD(Buffer.from(fileId));
  const body = Buffer.concat([cipher.update(key), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** @throws Error where it was wrapped with another master key, or for another file */
export function unwrapWith(master: Buffer, wrapped: Buffer, fileId: string): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', master, wrapped.subarray(0, 12))
    .setAAD(Buffer.from(fileId))
    .setAuthTag(wrapped.subarray(12, 28));
  return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
}

/**
 * The master keys that wrap the documents' own: the first of `DOCUMENT_KEYS` wraps, every one unwraps,
 * and so does the one derived from `DATA_KEY`.
 */
@Injectable()
export class DocumentKeys {
  readonly #keys: ReadonlyMap<string, Buffer>;
  /** The one that new documents come under. */
  readonly current: string;

  constructor(config: Config, crypto: Crypto) {
    const given = config.documentKeys;
    this.#keys = new Map([...given, [DERIVED_KEY, crypto.keyEncryptionKey]]);
    this.current = given[0]?.[0] ?? DERIVED_KEY;
  }

  get names(): string[] {
    return [...this.#keys.keys()];
  }

  /** Wraps the key of a file with the current master key. */
  wrap(key: Buffer, fileId: string): WrappedKey {
    return { keyName: this.current, wrappedKey: wrapWith(this.key(this.current), key, fileId) };
  }

  /** @throws Error where the master key is missing or another one than it was wrapped with */
  unwrap({ keyName, wrappedKey }: WrappedKey, fileId: string): Buffer {
    return unwrapWith(this.key(keyName), wrappedKey, fileId);
  }

  private key(name: string): Buffer {
    const key = this.#keys.get(name);
    if (!key) throw new Error(`DOCUMENT_KEYS lacks the key ${name}`);
    return key;
  }
}
