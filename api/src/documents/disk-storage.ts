import { createReadStream } from 'node:fs';
import { access, constants, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { FileStorage } from './file-storage.js';

/** Files in a folder, spread over one below it for each beginning of a name. */
export class DiskStorage extends FileStorage {
  constructor(private readonly root: string) {
    super();
  }

  /** The name must be on disk before the database knows it. */
  async put(name: string, path: string): Promise<void> {
    const folder = dirname(this.pathOf(name));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await rename(path, this.pathOf(name));
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  }

  async open(name: string): Promise<Readable> {
    const path = this.pathOf(name);
    await access(path, constants.R_OK);
    return createReadStream(path);
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  async check(): Promise<void> {
    await access(this.root, constants.W_OK);
  }

  private pathOf(name: string): string {
    return join(this.root, name.slice(0, 2), name);
  }
}
