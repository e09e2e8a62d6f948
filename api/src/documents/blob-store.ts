import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { Crypto } from '../platform/crypto.js';
import { MAX_BYTES } from './document.schema.js';
import { Problem } from '../platform/problem.js';
import type { TypeCheck } from './media-types.js';

/** What the database must remember to read the file again. */
export interface StoredBlob {
  sha256: Buffer;
  size: bigint;
  fileId: string;
  wrappedKey: Buffer;
  nonce: Buffer;
  tag: Buffer;
}

/**
 * Encrypted files on disk: AES-256-GCM with a key per file, itself wrapped by the data key. A file
 * appears under its name only whole, checked and flushed.
 */
@Injectable()
export class BlobStore implements OnModuleInit {
  private readonly root: string;
  private readonly temporary: string;

  constructor(
    config: Config,
    private readonly crypto: Crypto,
  ) {
    this.root = config.env.DOCUMENTS_DIR;
    this.temporary = join(this.root, 'incoming');
  }

  /** Uploads that a crash cut short are of no use to anybody. */
  async onModuleInit(): Promise<void> {
    await mkdir(this.temporary, { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.temporary)) await rm(join(this.temporary, name));
  }

  /**
   * Streams `source` into a new encrypted file, hashing, measuring and looking at it on the way.
   * Nothing stays behind where it is refused.
   * @throws Problem 413 `document_too_large`, 415 `media_type_differs`, 400 `document_empty` |
   *   `digest_differs`
   */
  async write(
    source: AsyncIterable<Buffer>,
    check: TypeCheck | null,
    announced: Buffer | null,
  ): Promise<StoredBlob> {
    const fileId = randomUUID();
    const path = join(this.temporary, fileId);
    try {
      const stored = await this.encrypt(source, path, fileId, check);
      if (announced && !announced.equals(stored.sha256)) throw digestDiffers(stored.sha256);
      await this.moveIn(path, fileId);
      return stored;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async remove(fileId: string): Promise<void> {
    await rm(this.pathOf(fileId), { force: true });
  }

  /**
   * The plain bytes. The file is read twice: first to see that it is whole and unaltered, because
   * GCM tells so only at the end, and no unproven byte may leave.
   * @throws Error where the file is missing or altered
   */
  async read(blob: StoredBlob): Promise<Readable> {
    const hash = createHash('sha256');
    for await (const chunk of this.decrypt(blob)) hash.update(chunk as Buffer);
    if (!hash.digest().equals(blob.sha256)) throw new Error(`blob ${blob.fileId} is not its hash`);
    return this.decrypt(blob);
  }

  /** The name must be on disk before the database knows it. */
  private async moveIn(path: string, fileId: string): Promise<void> {
    const folder = dirname(this.pathOf(fileId));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(path, this.pathOf(fileId));
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  private async encrypt(
    source: AsyncIterable<Buffer>,
    path: string,
    fileId: string,
    check: TypeCheck | null,
  ): Promise<StoredBlob> {
    const [key, nonce, hash] = [randomBytes(32), randomBytes(12), createHash('sha256')];
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(fileId));
    const file = await open(path, 'wx', 0o600);
    let size = 0;
    try {
      for await (const chunk of source) {
        size += chunk.length;
        if (size > MAX_BYTES) throw tooLarge();
        check?.update(chunk);
        hash.update(chunk);
        await file.write(cipher.update(chunk));
      }
      if (size === 0) throw empty();
      await check?.finish();
      await file.write(cipher.final());
      await file.sync();
    } finally {
      await file.close();
    }
    return {
      sha256: hash.digest(),
      size: BigInt(size),
      fileId,
      wrappedKey: this.wrap(key, fileId),
      nonce,
      tag: cipher.getAuthTag(),
    };
  }

  private decrypt({ fileId, wrappedKey, nonce, tag }: StoredBlob): Readable {
    const decipher = createDecipheriv('aes-256-gcm', this.unwrap(wrappedKey, fileId), nonce)
      .setAAD(Buffer.from(fileId))
      .setAuthTag(tag);
    const file = createReadStream(this.pathOf(fileId));
    file.on('error', (error) => decipher.destroy(error));
    return file.pipe(decipher);
  }

  /** nonce (12) | tag (16) | encrypted key (32), bound to the file. */
  private wrap(key: Buffer, fileId: string): Buffer {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.crypto.keyEncryptionKey, nonce);
    cipher.setAAD(Buffer.from(fileId));
    const body = Buffer.concat([cipher.update(key), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]);
  }

  private unwrap(wrapped: Buffer, fileId: string): Buffer {
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.crypto.keyEncryptionKey,
      wrapped.subarray(0, 12),
    );
    decipher.setAAD(Buffer.from(fileId)).setAuthTag(wrapped.subarray(12, 28));
    return Buffer.concat([decipher.update(wrapped.subarray(28)), decipher.final()]);
  }

  private pathOf(fileId: string): string {
    return join(this.root, fileId.slice(0, 2), fileId);
  }
}

export const tooLarge = () =>
  new Problem(
    413,
    'document_too_large',
    'The document is refused',
    `It has more than ${MAX_BYTES / 1024 / 1024} MiB: make it smaller or split it.`,
  );

const empty = () =>
  new Problem(400, 'document_empty', 'The document is refused', 'It has no bytes.');

const digestDiffers = (found: Buffer) =>
  new Problem(
    400,
    'digest_differs',
    'The document is refused',
    `Its bytes have SHA-256 ${found.toString('hex')}, not the announced one: send it again.`,
  );
