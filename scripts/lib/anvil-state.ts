import { promises as fs } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { blockHead, rpc } from './rpc.ts';

const unzip = promisify(gunzip);

/** How many of the newest blocks keep their state (balances "as of block") over a clean stop. */
const KEPT_STATES = 512;
/** BLOCKHASH reaches no further back; every saved state carries its own copy of this table. */
const KEPT_HASHES = 256;
const SAVE_EVERY_MS = 2_000;
const FULL_DUMP_PATIENCE_MS = 20_000;

interface Dump {
  historical_states?: [string, { block_hashes?: Record<string, string> }][] | null;
}

/** What the node's clock showed when it was last looked at. */
interface SavedClock {
  /** Unix seconds. */
  time: number;
}

export const stateFile = (dir: string): string => join(dir, 'state.json');
const clockFile = (dir: string): string => join(dir, 'clock.json');

/**
 * Writes the whole chain (blocks, logs, receipts, newest state) to a folder, at most two seconds
 * behind, always by an atomic rename. The node's own `--state` is not used because it writes in
 * place: a kill in the middle of that would leave half a file and no chain.
 */
export class StateKeeper {
  private savedHash = '';
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private readonly url: string;
  private readonly dir: string;

  constructor(url: string, dir: string) {
    this.url = url;
    this.dir = dir;
  }

  start(): void {
    const again = (pause: number): void => {
      this.timer = setTimeout(() => {
        const began = Date.now();
        this.running = this.saveIfNew()
          // A node that is busy or gone is told of elsewhere; the next round tries again.
          .catch(() => undefined)
          // A large chain is written less often, so that saving never takes over 5 % of the time.
          .then(() => again(Math.max(SAVE_EVERY_MS, 20 * (Date.now() - began))));
      }, pause);
      this.timer.unref();
    };
    again(SAVE_EVERY_MS);
  }

  /** The last save, with the states of old blocks. Call once, before the node is stopped. */
  async finish(): Promise<void> {
    clearTimeout(this.timer);
    await this.running;
    clearTimeout(this.timer);
    await this.saveClock();
    try {
      const dump = await dumpOf(this.url, true);
      await replaceFile(stateFile(this.dir), trimmed(dump));
    } catch {
      // Too much history to hand over in time: the chain itself matters more.
      await replaceFile(stateFile(this.dir), await dumpOf(this.url, false));
    }
  }

  private async saveIfNew(): Promise<void> {
    await this.saveClock();
    const head = await blockHead(this.url, 'latest');
    if (!head || head.hash === this.savedHash) return;
    await replaceFile(stateFile(this.dir), await dumpOf(this.url, false));
    this.savedHash = head.hash;
  }

  private async saveClock(): Promise<void> {
    const pending = await blockHead(this.url, 'pending');
    if (!pending) return;
    const clock: SavedClock = { time: pending.timestamp };
    await replaceFile(clockFile(this.dir), Buffer.from(JSON.stringify(clock)));
  }
}

/** Saves a chain as it is now, to start others from: see `stateFile` of `AnvilOptions`. */
export async function saveState(url: string, file: string): Promise<void> {
  await fs.writeFile(file, await dumpOf(url, false));
}

async function dumpOf(url: string, withHistory: boolean): Promise<Buffer> {
  const hex = await rpc<string>(url, 'anvil_dumpState', [withHistory], FULL_DUMP_PATIENCE_MS);
  return unzip(Buffer.from(hex.slice(2), 'hex'));
}

/** The node's clock at the last look, Unix seconds; 0 where nothing was kept. */
export async function savedClock(dir: string): Promise<number> {
  try {
    return (JSON.parse(await fs.readFile(clockFile(dir), 'utf8')) as SavedClock).time;
  } catch {
    return 0;
  }
}

/** Keeps the newest states and, in each, the newest hashes: without this the file grows with n². */
function trimmed(dump: Buffer): Buffer {
  const parsed = JSON.parse(dump.toString('utf8')) as Dump;
  const newest = new Set(
    (parsed.historical_states ?? [])
      .map(([hash, state]) => ({ hash, height: height(state) }))
      .sort((a, b) => b.height - a.height)
      .slice(0, KEPT_STATES)
      .map(({ hash }) => hash),
  );
  parsed.historical_states = (parsed.historical_states ?? [])
    .filter(([hash]) => newest.has(hash))
    .map(([hash, state]) => [hash, withNewestHashes(state)]);
  return Buffer.from(JSON.stringify(parsed));
}

function height(state: { block_hashes?: Record<string, string> }): number {
  let top = -1;
  for (const key of Object.keys(state.block_hashes ?? {})) top = Math.max(top, Number(key));
  return top;
}

function withNewestHashes<T extends { block_hashes?: Record<string, string> }>(state: T): T {
  const top = height(state);
  const kept = Object.entries(state.block_hashes ?? {}).filter(
    ([number]) => Number(number) > top - KEPT_HASHES,
  );
  return { ...state, block_hashes: Object.fromEntries(kept) };
}

async function replaceFile(path: string, content: Buffer): Promise<void> {
  const unfinished = `${path}.new`;
  const file = await fs.open(unfinished, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await fs.rename(unfinished, path);
}
