import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Config, type Environment } from './config.js';

/** AES-256-GCM for personal data at rest, and blind indexes to look it up by. */
@Injectable()
export class Crypto {
  private readonly dataKey: KeyObject;
  private readonly indexKey: Buffer;
  readonly keyEncryptionKey: Buffer;
  /** Tells keys apart without telling them: 8 bytes, hex. */
  readonly fingerprint: string;

  constructor(@Inject(Config) { env }: { env: Pick<Environment, 'DATA_KEY'> }) {
    const root = Buffer.from(env.DATA_KEY, 'base64');
    const derive = (purpose: string) =>
      Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), `cadastre/${purpose}`, 32));
    this.dataKey = createSecretKey(derive('personal-data'));
    this.indexKey = derive('blind-index');
    this.keyEncryptionKey = derive('document-keys');
    this.fingerprint = derive('fingerprint').subarray(0, 8).toString('hex');
  }

  /** nonce (12) | tag (16) | ciphertext. `bound` is authenticated: the value cannot move to another row. */
  seal(plain: string, bound: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.dataKey, nonce).setAAD(Buffer.from(bound));
    const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  /** Throws where the bytes were altered or belong to another `bound`. */
  open(sealed: Buffer, bound: string): string {
    const decipher = createDecipheriv('aes-256-gcm', this.dataKey, sealed.subarray(0, 12))
      .setAAD(Buffer.from(bound))
      .setAuthTag(sealed.subarray(12, 28));
    return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8');
  }

  /** A keyed hash for equality look-ups of encrypted values. */
  blindIndex(value: string): Buffer {
    return createHmac('sha256', this.indexKey).update(value).digest();
  }
}
