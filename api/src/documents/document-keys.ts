import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Crypto } from '../platform/crypto.js';

/** The master key that documents are under unless another is given: derived from `DATA_KEY`. */
export const DERIVED_KEY = 'data-key';

/** A document's own key, wrapped by the master key of this name. */
export interface WrappedKey {
  keyName: string;
  /** nonce (12) | tag (16) | encrypted key (32), bound to the file. */
  wrappedKey: Buffer;
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
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.key(this.current), nonce);
    cipher.setAAD(Buffer.from(fileId));
    const body = Buffer.concat([cipher.update(key), cipher.final()]);
    const wrappedKey = Buffer.concat([nonce, cipher.getAuthTag(), body]);
    return { keyName: this.current, wrappedKey };
  }

  /** @throws Error where the master key is missing or another one than it was wrapped with */
  unwrap({ keyName, wrappedKey }: WrappedKey, fileId: string): Buffer {
    const decipher = createDecipheriv('aes-256-gcm', this.key(keyName), wrappedKey.subarray(0, 12));
    decipher.setAAD(Buffer.from(fileId)).setAuthTag(wrappedKey.subarray(12, 28));
    return Buffer.concat([decipher.update(wrappedKey.subarray(28)), decipher.final()]);
  }

  private key(name: string): Buffer {
    const key = this.#keys.get(name);
    if (!key) throw new Error(`DOCUMENT_KEYS lacks the key ${name}`);
    return key;
  }
}
