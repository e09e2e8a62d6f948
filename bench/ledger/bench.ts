import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { migrate } from '../../migrations/run.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import { startPostgres } from '../../scripts/lib/postgres.ts';
import { installPeers } from '../lib/peers.ts';
import { type BenchResult, grid, type Row } from '../lib/rows.ts';
import { startTransferChain, type TransferChain } from './chain.ts';
import { type Following, openLedger } from './follow.ts';
import { measureHolders } from './holders.ts';
import { measureLatency } from './latency.ts';
import { measurePonder } from './ponder.ts';

/** 255,000 transfers in 2,000 blocks and a little before them. */
const SHAPE = { holders: 5_000, blocks: 2_000, batch: 100, singles: 25 };
const HOLDERS = 1_000_000;

type Say = (message: string) => void;

/** Catch-up beside Ponder's, holders as of a past block, and how far behind the head we are. */
export async function measureLedger(say: Say): Promise<BenchResult> {
  await installPeers(say, inRoot('bench', 'peers', 'ponder'));
  say(`chain with ${SHAPE.blocks * (SHAPE.batch + SHAPE.singles)} transfers`);
  const chain = await startTransferChain(SHAPE);
  const rows: Row[] = [];
  const add = (name: string, value: number, unit: string, system = 'Cadastre'): void => {
    rows.push({ case: name, value: Math.round(value * 10) / 10, unit, system });
    say(`${name}: ${rows.at(-1)?.value} ${unit} (load ${loadavg()[0]?.toFixed(1)})`);
  };
  try {
    await withDatabase(async (url) => {
      const seconds = await measurePonder(chain, url);
      const name = 'catch-up events per second, ponder';
      add(name, chain.transfers / seconds, 'events/s', 'Ponder 0.16.10');
    });
    // After Ponder, for the latency adds blocks to the chain.
    await withDatabase(async (url) => {
      await migrate(url);
      const ours = await openLedger(url, chain.anvil.url, chain.deployment);
      try {
        const seconds = await catchUp(chain, ours);
        add('catch-up events per second', chain.transfers / seconds, 'events/s');
        add('catch-up, memory of the process', process.memoryUsage().rss / 1e6, 'MB');
        add('head to ledger, ms', await measureLatency(chain, ours), 'ms');
      } finally {
        await ours.stop();
      }
    });
    // Last: a million names make this process slow to collect.
    await withDatabase(async (url) => {
      await migrate(url);
      const ours = await openLedger(url, chain.anvil.url, chain.deployment);
      try {
        const found = await measureHolders(ours.db, HOLDERS);
        add('holders as of a block, first page, ms', found.firstPageMs, 'ms');
        add('holders as of a block, full stream, s', found.streamSeconds, 's');
        add('holders as of a block, full stream, memory', found.streamMegabytes, 'MB');
      } finally {
        await ours.stop();
      }
    });
  } finally {
    await chain.stop();
  }
  const lines = rows.map(({ case: name, value, unit, system }) => [
    name,
    String(value),
    unit,
    system,
  ]);
  return { rows, table: grid([['case', 'value', 'unit', 'system'], ...lines]) };
}

/** Seconds from the start of the follower until the last transfer is committed. */
async function catchUp(chain: TransferChain, { db, follower }: Following): Promise<number> {
  const started = performance.now();
  follower.start();
  while ((follower.cursor?.number ?? 0) < chain.headBlock) {
    if (follower.trouble) throw new Error(`The ledger stopped: ${follower.trouble}`);
    await sleep(5);
  }
  const seconds = (performance.now() - started) / 1000;
  const [found] = await db.sql<{ count: string }>('SELECT count(*) FROM api.ledger_transfer');
  if (Number(found?.count) !== chain.transfers) {
    throw new Error(`The ledger has ${found?.count} of ${chain.transfers} transfers`);
  }
  return seconds;
}

/** A cluster of its own, durable as in production: every commit is on disk before it counts. */
async function withDatabase(work: (url: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-bench-'));
  chmodSync(folder, 0o755);
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  try {
    await work(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
