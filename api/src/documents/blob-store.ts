import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { MAX_BYTES } from './document.schema.js';
import { Problem } from '../platform/problem.js';
import { DocumentKeys, type WrappedKey } from './document-keys.js';
import { FileStorage } from './file-storage.js';
import type { TypeCheck } from './media-types.js';
import { unwritable } from './room.js';

/** What the database must remember to read the file again. */
export interface StoredBlob extends WrappedKey {
  sha256: Buffer;
  size: bigint;
  fileId: string;
  nonce: Buffer;
  tag: Buffer;
}

/**
 * Encrypted files: AES-256-GCM with a key per file, itself wrapped by a master key. A file gets to
 * where files lie only whole, checked and flushed.
 */
@Injectable()
export class BlobStore implements OnModuleInit {
  private readonly temporary: string;

  constructor(
    config: Config,
    private readonly keys: DocumentKeys,
    private readonly storage: FileStorage,
  ) {
    this.temporary = join(config.env.DOCUMENTS_DIR, 'incoming');
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
      await this.storage.put(fileId, path);
      return stored;
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  async remove(fileId: string): Promise<void> {
    await this.storage.remove(fileId);
  }

  /**
   * Whether an upload could come in: a few bytes go where each begins its way, and the store answers.
   * @returns room left on the disk of incoming files, bytes
   * @throws Error with what an operator must do
   */
  async check(): Promise<number> {
    const path = join(this.temporary, randomUUID());
    try {
      await writeFile(path, 'room for a few bytes', { mode: 0o600, flush: true });
      await rm(path);
    } catch (error) {
      throw unwritable(this.temporary, error);
    }
    await this.storage.check();
    const { bavail, bsize } = await statfs(this.temporary);
    return bavail * bsize;
  }

  /**
   * The plain bytes. The file is read twice: first to see that it is whole and unaltered, because
   * GCM tells so only at the end, and no unproven byte may leave.
   * @throws Error where the file is missing or altered
   */
  async read(blob: StoredBlob): Promise<Readable> {
    const hash = createHash('sha256');
    for await (const chunk of await this.decrypt(blob)) hash.update(chunk as Buffer);
    if (!hash.digest().equals(blob.sha256)) throw new Error(`blob ${blob.fileId} is not its hash`);
    return this.decrypt(blob);
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
      ...this.keys.wrap(key, fileId),
      nonce,
      tag: cipher.getAuthTag(),
    };
  }

  private async decrypt({ fileId, nonce, tag, ...wrapped }: StoredBlob): Promise<Readable> {
    const decipher = createDecipheriv('aes-256-gcm', this.keys.unwrap(wrapped, fileId), nonce)
      .setAAD(Buffer.from(fileId))
      .setAuthTag(tag);
    const file = await this.storage.open(fileId);
    file.on('error', (error) => decipher.destroy(error));
    return file.pipe(decipher);
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
