import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import {
  NODE_ARGS,
  nodeEnvironment,
  ORACLE_NODES,
  oracleUrls,
} from '../../scripts/lib/oracle-nodes.ts';
import { DATA_DIR } from '../../scripts/lib/config.ts';
import { NODE } from '../../scripts/lib/paths.ts';
import { dieWithUs, ended, endProcess } from '../../scripts/lib/processes.ts';

/** What the nodes work on. */
export interface World {
  databaseUrl: string;
  rpcUrl: string;
  apiUrl: string;
  deploymentFile: string;
  folder: string;
  plan: object;
  pollMs: number;
}

/** What all nodes together have used. */
export interface Usage {
  /** Seconds of one core. */
  cpuSeconds: number;
  /** Sum of the resident sets: pages that they share, such as Node's own code, count once for each. */
  rssMb: number;
  /** Sum of the proportional sets: shared pages are divided among those that share them. */
  pssMb: number;
}

/** Clock ticks a second of proc(5). */
const TICKS = 100;
const PATIENCE_MS = 60_000;

/** The five local nodes, as `npm start` runs them. */
export class Committee {
  private readonly children: ChildProcess[];

  private constructor(children: ChildProcess[]) {
    this.children = children;
  }

  static async start(world: World): Promise<Committee> {
    const planFile = join(world.folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(world.plan));
    const urls = await oracleUrls(ORACLE_NODES.length, undefined);
    const place = { dataDir: world.folder, urls, mnemonic: DEV_MNEMONIC };
    const children = urls.map((_, index) => {
      const child = spawn(NODE, NODE_ARGS, {
        env: {
          ...process.env,
          NODE_ENV: 'development',
          DATABASE_URL: world.databaseUrl,
          RPC_URL: world.rpcUrl,
          API_URL: world.apiUrl,
          DEPLOYMENT_FILE: world.deploymentFile,
          DATA_DIR,
          DEV_MNEMONIC,
          CLOCK: 'chain',
          CONFIRMATIONS: '1',
          POLL_MS: String(world.pollMs),
          ORACLE_PLAN_FILE: planFile,
          ...nodeEnvironment(index, place),
        },
        stdio: ['ignore', 'ignore', 'inherit'],
      });
      dieWithUs(child, 'SIGTERM');
      return child;
    });
    const committee = new Committee(children);
    try {
      await Promise.all(urls.map(answers));
      return committee;
    } catch (error) {
      await committee.stop();
      throw error;
    }
  }

  usage(): Usage {
    const all = this.children.map(({ pid }) => usageOf(pid ?? 0));
    const sum = (of: (usage: Usage) => number): number =>
      all.reduce((total, one) => total + of(one), 0);
    return {
      cpuSeconds: sum(({ cpuSeconds }) => cpuSeconds),
      rssMb: sum(({ rssMb }) => rssMb),
      pssMb: sum(({ pssMb }) => pssMb),
    };
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        await endProcess(child.pid ?? 0, 'SIGTERM', 10_000);
        await ended(child);
      }),
    );
  }
}

async function answers(url: string): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const status = await fetch(`${url}/health`).then(
      (response) => response.status,
      () => 0,
    );
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error(`the node at ${url} did not become ready within ${PATIENCE_MS / 1000} s`);
}

function usageOf(pid: number): Usage {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const memory = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}: +(\\d+) kB$`, 'm').exec(memory)?.[1] ?? 0) / 1024;
  return {
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS,
    rssMb: megabytes('Rss'),
    pssMb: megabytes('Pss'),
  };
}
