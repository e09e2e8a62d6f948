import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { open, rename, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { OnApplicationShutdown } from '@nestjs/common';
import { z } from 'zod';
import { ConfigError } from '../platform/config.js';
import { OneAtATime } from '../platform/pool.js';
import type { Report } from '../report/report.js';
import { holdFile, Locked } from './process-lock.js';

/** Whose journal it is: one key on one committee of one chain. */
export interface JournalOwner {
  /** Checksummed address. */
  signer: string;
  /** Decimal. */
  chainId: string;
  committee: string;
}

/** What a node has bound itself to for a round. */
export interface SigningPromise {
  report: Report;
  /** Digest of the round's own report, whatever batch it travels in. */
  digest: string;
}

/** Lines after which those that bind to nothing any more are dropped; more where twice as many may bind. */
const FEWEST_TO_COMPACT = 5_000;

const ownerSchema = z.strictObject({
  journal: z.literal(1),
  signer: z.string(),
  chainId: z.string(),
  committee: z.string(),
});

const promiseSchema = z.strictObject({
  digest: z.string(),
  report: z.strictObject({
    feed: z.string(),
    epoch: z.int(),
    round: z.int(),
    answer: z.string().transform(BigInt),
    valuationTime: z.int(),
    expiry: z.int(),
  }),
});

/**
 * What a node has promised to sign: one live report for each round of each feed, on disk before the signature exists.
 * A file to which lines are only added, each with its checksum; it belongs to one key, and one process has it open.
 */
export class Journal implements OnApplicationShutdown {
  private readonly queue = new OneAtATime();
  /** Set when the file could not be brought back to its last whole line. */
  private broken: unknown;
  private closing: Promise<void> | null = null;
  private compactAfter = FEWEST_TO_COMPACT;

  private constructor(
    private readonly path: string,
    private readonly owner: JournalOwner,
    private readonly release: () => void,
    private file: FileHandle,
    private size: number,
    private lines: number,
    private readonly kept: Map<string, SigningPromise>,
  ) {}

  /**
   * Opens the journal, or begins one where there is none.
   * @throws ConfigError when another process has it, when it belongs to another key, committee or chain, or when a
   *   line is not as it was written: what was promised is then not known, and nothing may be signed
   */
  static async open(path: string, owner: JournalOwner): Promise<Journal> {
    const release = hold(path);
    try {
      const found = existsSync(path) ? load(path, owner) : null;
      const file = await open(path, 'a', 0o600);
      // What follows the last line break was cut off in writing: it was never relied upon.
      await file.truncate(found?.size ?? 0);
      if (found) {
        await file.datasync();
        return new Journal(path, owner, release, file, found.size, found.lines, found.kept);
      }
      const head = headOf(owner);
      await file.writeFile(head);
      await file.sync();
      await syncFolder(path);
      return new Journal(path, owner, release, file, head.length, 0, new Map());
    } catch (error) {
      release();
      throw error;
    }
  }

  /**
   * Binds the node to all these reports, or to none. The same report as before is fine; another one for the same round
   * only when the old can no longer be delivered.
   * @param over Unix seconds: whatever expired before this can no longer be delivered
   * @returns the promise that stands in the way, or null when all are on disk
   * @throws Error when the disk does not take them
   */
  make(promises: readonly SigningPromise[], over: number): Promise<SigningPromise | null> {
    return this.queue.do(async () => {
      const fresh: SigningPromise[] = [];
      for (const promise of promises) {
        const standing = this.kept.get(keyOf(promise.report));
        if (standing?.digest === promise.digest) continue;
        if (standing && standing.report.expiry >= over) return standing;
        fresh.push(promise);
      }
      if (fresh.length === 0) return null;
      if (this.lines + fresh.length > this.compactAfter) await this.compact(over);
      await this.append(fresh);
      for (const promise of fresh) this.kept.set(keyOf(promise.report), promise);
      return null;
    });
  }

  /** What was promised last for a round, expired or not; null when nothing is known of it. */
  standing(feed: string, epoch: number, round: number): Report | null {
    return this.kept.get(keyOf({ feed, epoch, round }))?.report ?? null;
  }

  /** The last thing of all: whoever opens it next may sign. */
  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  async close(): Promise<void> {
    this.closing ??= this.queue.do(() => this.file.close()).then(this.release);
    await this.closing;
  }

  private async append(promises: readonly SigningPromise[]): Promise<void> {
    if (this.broken) throw new Error('the journal is not whole', { cause: this.broken });
    const text = promises.map(lineOf).join('');
    try {
      await this.file.writeFile(text);
      await this.file.datasync();
    } catch (error) {
      await this.file.truncate(this.size).catch((worse: unknown) => {
        this.broken = worse;
      });
      throw error;
    }
    this.size += text.length;
    this.lines += promises.length;
  }

  /** Writes what still binds into a new file and puts that in the place of the old. */
  private async compact(over: number): Promise<void> {
    for (const [key, { report }] of this.kept) if (report.expiry < over) this.kept.delete(key);
    const text = headOf(this.owner) + [...this.kept.values()].map(lineOf).join('');
    const aside = `${this.path}.new`;
    const file = await open(aside, 'w', 0o600);
    await file.writeFile(text);
    await file.sync();
    await file.close();
    await rename(aside, this.path);
    await syncFolder(this.path);
    await this.file.close();
    this.file = await open(this.path, 'a', 0o600);
    this.size = text.length;
    this.lines = this.kept.size;
    this.compactAfter = Math.max(FEWEST_TO_COMPACT, 2 * this.lines);
  }
}

function hold(path: string): () => void {
  try {
    return holdFile(`${path}.lock`);
  } catch (error) {
    if (!(error instanceof Locked)) throw error;
    throw new ConfigError([
      `ORACLE_JOURNAL: ${path} is in use by process ${error.holder}: a key signs in one process only`,
    ]);
  }
}

interface Loaded {
  size: number;
  lines: number;
  kept: Map<string, SigningPromise>;
}

function load(path: string, owner: JournalOwner): Loaded | null {
  const text = readFileSync(path, 'utf8');
  const size = text.lastIndexOf('\n') + 1;
  // The process was killed before the first line was whole: nothing was promised.
  if (size === 0) return null;
  const [head = '', ...lines] = text.slice(0, size).split('\n').slice(0, -1);
  const found = ownerSchema.safeParse(contentOf(head));
  if (!found.success) throw unreadable(path, 1);
  const { signer, chainId, committee } = found.data;
  if (signer !== owner.signer || chainId !== owner.chainId || committee !== owner.committee) {
    throw new ConfigError([
      `ORACLE_JOURNAL: ${path} belongs to ${signer} of committee ${committee} on chain ${chainId}, ` +
        `not to ${owner.signer} of ${owner.committee} on ${owner.chainId}`,
    ]);
  }
  const kept = new Map<string, SigningPromise>();
  for (const [index, line] of lines.entries()) {
    const promise = promiseSchema.safeParse(contentOf(line));
    if (!promise.success) throw unreadable(path, index + 2);
    kept.set(keyOf(promise.data.report), promise.data);
  }
  return { size, lines: lines.length, kept };
}

const unreadable = (path: string, line: number) =>
  new ConfigError([
    `ORACLE_JOURNAL: ${path} is damaged in line ${line}: restore it, or give the node a new key`,
  ]);

const keyOf = ({ feed, epoch, round }: Pick<Report, 'feed' | 'epoch' | 'round'>) =>
  `${feed} ${epoch} ${round}`;

const headOf = (owner: JournalOwner) => written({ journal: 1, ...owner });

const lineOf = ({ digest, report }: SigningPromise) =>
  written({ digest, report: { ...report, answer: report.answer.toString() } });

/** ASCII only: its length is its size. */
function written(content: object): string {
  const text = JSON.stringify(content);
  return `${checksum(text)} ${text}\n`;
}

/** Undefined for a line that is not as it was written. */
function contentOf(line: string): unknown {
  const [sum, text] = [line.slice(0, 16), line.slice(17)];
  return checksum(text) === sum ? (JSON.parse(text) as unknown) : undefined;
}

const checksum = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 16);

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r');
  await folder.sync();
  await folder.close();
}
