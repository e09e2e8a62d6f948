import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { inRoot } from '../../scripts/lib/paths.ts';
import { freePort } from '../../scripts/lib/ports.ts';
import { dieWithUs, ended, endProcess } from '../../scripts/lib/processes.ts';
import type { TransferChain } from './chain.ts';

const FOLDER = inRoot('bench', 'peers', 'ponder');
const LONGEST_MS = 15 * 60_000;

/**
 * Seconds from Ponder's first request to the node until it says that history is indexed. Its start
 * before that (bundling, migrations) is not counted. @throws Error with its last words
 */
export async function measurePonder(chain: TransferChain, databaseUrl: string): Promise<number> {
  const port = await freePort();
  const child = spawn(
    process.execPath,
    [
      join(FOLDER, 'node_modules/ponder/dist/esm/bin/ponder.js'),
      ...['start', '--schema', 'bench', '--port', String(port)],
    ],
    {
      cwd: FOLDER,
      env: {
        ...process.env,
        DATABASE_URL: databaseUrl,
        RPC_URL: chain.anvil.url,
        TOKEN: chain.token,
        START_BLOCK: String(chain.deployment.deployedAtBlock),
        PONDER_TELEMETRY_DISABLED: 'true',
        NODE_ENV: 'production',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  dieWithUs(child, 'SIGTERM');
  let said = '';
  const at: { start?: number; end?: number } = {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      said = (said + chunk).slice(-4_000);
      if (/Started backfill indexing/.test(chunk)) at.start ??= performance.now();
      if (/Completed (backfill )?indexing/.test(chunk)) at.end ??= performance.now();
    });
  }
  try {
    const deadline = Date.now() + LONGEST_MS;
    while (at.start === undefined || at.end === undefined) {
      if (child.exitCode !== null || Date.now() > deadline) {
        throw new Error(`Ponder did not index the chain:\n${said.trim()}`);
      }
      await sleep(20);
    }
    await check(databaseUrl, chain.transfers);
    return (at.end - at.start) / 1000;
  } finally {
    if (child.pid !== undefined) await endProcess(child.pid, 'SIGTERM', 10_000);
    await ended(child);
  }
}

/** It must have done the same work. */
async function check(databaseUrl: string, transfers: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{ count: string }>(
      'SELECT count(*) FROM bench.transfer_event',
    );
    const indexed = Number(rows[0]?.count);
    if (indexed !== transfers) throw new Error(`Ponder has ${indexed} of ${transfers} transfers`);
  } finally {
    await client.end();
  }
}
