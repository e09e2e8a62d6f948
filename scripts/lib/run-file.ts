import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ORACLE_NODES, type OracleNode } from './oracle-nodes.ts';
import { commandLine, endProcess, isAlive } from './processes.ts';

/** What a running world tells other programs: `DIR/run.json`, there from ready to stop. */
export interface RunFile {
  url: string;
  rpcUrl: string;
  databaseUrl: string;
  /** The node that others ask: any of them can answer. */
  oracleUrl: string;
  oracleUrls: string[];
  dataDir: string;
  deploymentFile: string;
  startedAt: string;
  /** Whether `url` answers 200 on /health yet. */
  ready: boolean;
  /** Process ids; postgres and anvil are missing where they are not embedded. */
  pids: { launcher: number; postgres?: number; anvil?: number; api?: number } & Partial<
    Record<OracleNode, number>
  >;
  /** The first operator's sign-in; left out in production. */
  operator?: { email: string; password: string };
}

const path = (dataDir: string): string => join(dataDir, 'run.json');

/** Written whole or not at all, and for its owner only: it holds a database password. */
export function writeRunFile(run: RunFile): void {
  const unfinished = `${path(run.dataDir)}.new`;
  writeFileSync(unfinished, `${JSON.stringify(run, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, path(run.dataDir));
}

export function removeRunFile(dataDir: string): void {
  rmSync(path(dataDir), { force: true });
}

/** The run file as left by the last start, whether that still runs or not. */
export function readRunFile(dataDir: string): RunFile | undefined {
  if (!existsSync(path(dataDir))) return undefined;
  try {
    return JSON.parse(readFileSync(path(dataDir), 'utf8')) as RunFile;
  } catch {
    return undefined;
  }
}

/** The running world of this folder, if its launcher lives. */
export function runningWorld(dataDir: string): RunFile | undefined {
  const run = readRunFile(dataDir);
  if (!run || !isAlive(run.pids.launcher)) return undefined;
  return commandLine(run.pids.launcher).includes('start.ts') ? run : undefined;
}

/** After a kill -9 of the launcher its services live on and would hold ports and write: end them. */
export async function endOrphans(dataDir: string): Promise<void> {
  const run = readRunFile(dataDir);
  if (!run) return;
  const services = ['api', ...ORACLE_NODES] as const;
  const orphans = services.filter((name) => {
    const pid = run.pids[name];
    const room = name === 'api' ? 'api' : 'oracle';
    return pid !== undefined && isAlive(pid) && commandLine(pid).includes(`${room}/dist/main.js`);
  });
  await Promise.all(orphans.map((name) => endProcess(run.pids[name] ?? 0)));
  removeRunFile(dataDir);
}
