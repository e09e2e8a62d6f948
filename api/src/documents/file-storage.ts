import type { Readable } from 'node:stream';

/** Where encrypted files lie. A file is there under its name whole, or not at all. */
export abstract class FileStorage {
  /** Takes over the whole, flushed file at `path`; back once it would outlive a crash. */
  abstract put(name: string, path: string): Promise<void>;

  /** The bytes as they were put. @throws Error where there is no such file */
  abstract open(name: string): Promise<Readable>;

  /** Gone afterwards, also if it never was there. */
  abstract remove(name: string): Promise<void>;

  /** @throws Error where files can be neither written nor read */
  abstract check(): Promise<void>;
}
