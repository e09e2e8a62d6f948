/**
 * The process that is watched: the whole platform with its workers, run with --expose-gc. Its parent
 * tells it where things are, then looks now and then.
 */
import { Workers } from '@cadastre/api/embedded';
import { type Officer, openPlatform } from '../platform/platform.ts';
import { seedWallets } from '../platform/seed.ts';
import type { Places } from '../platform/services.ts';

export interface Started {
  url: string;
  databaseUrl: string;
  wallets: string[];
}

/** What is told whenever the parent asks. */
export interface Look {
  /** Bytes in use. */
  heap: number;
  /** An officer's, fresh: the soak lasts longer than one. */
  token: string;
}

const OFFICERS = 1;

process.once('message', (order: Places & { wallets: number }) => void run(order));

async function run({ wallets, ...places }: Places & { wallets: number }): Promise<void> {
  const platform = await openPlatform(places, 'soak', OFFICERS);
  const [officer] = platform.officers;
  if (!officer) throw new Error('nobody is signed in');
  const { userId } = officer.ctx.actor;
  const ids = await seedWallets(platform.db, userId, { investors: 1_000, wallets });
  platform.app.get(Workers).start();
  const { url, databaseUrl } = platform;
  process.send?.({ url, databaseUrl, wallets: ids } satisfies Started);
  process.on('message', (asked) => {
    if (asked === 'look') void look(officer).then((seen) => process.send?.(seen));
    else void platform.stop().then(() => process.disconnect());
  });
}

async function look({ signIn }: Officer): Promise<Look> {
  return { token: await signIn(), heap: await settledHeap() };
}

/** Bytes in use after everything that can be collected is. */
async function settledHeap(): Promise<number> {
  if (!globalThis.gc) throw new Error('run with --expose-gc');
  for (let i = 0; i < 3; i += 1) {
    globalThis.gc();
    // Finalizers and what they free come in later turns.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
