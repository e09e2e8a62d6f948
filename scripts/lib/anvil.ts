import { type ChildProcess, spawn } from 'node:child_process';
import {
  createWriteStream,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { savedClock, stateFile, StateKeeper } from './anvil-state.ts';
import { DEV_MNEMONIC, FUNDED_ACCOUNTS } from './dev-keys.ts';
import { freePort } from './ports.ts';
import { commandLine, dieWithUs, ended, endProcess, isAlive } from './processes.ts';
import { blockHead, rpc } from './rpc.ts';

/** 16:30 in New York on 2026-04-15: that day's official yield curve has just been published. */
export const GENESIS_TIMESTAMP = Date.UTC(2026, 3, 15, 20, 30) / 1000;
/** The same hour of 2025-06-26: of each of the ten business days after it there is an official curve. */
export const YEAR_BEFORE = Date.UTC(2025, 5, 26, 20, 30) / 1000;

export const LOCAL_CHAIN_ID = 31337;

export interface AnvilOptions {
  /** Folder of a lasting chain. Left out: the chain ends with the process. */
  stateDir?: string;
  /** A saved chain to go on from, a block later; the file stays as it is. */
  stateFile?: string;
  /** Time of block 0, Unix seconds, when the chain is new. */
  genesisTimestamp?: number;
  /** Address to listen on; 127.0.0.1 if left out. */
  host?: string;
  /** TCP port; a free one if left out. */
  port?: number;
  /** Where the node's log goes; nowhere if left out. */
  logFile?: string;
  /** Whose first accounts are funded. */
  mnemonic?: string;
  /** More options of the node, as its command line takes them. */
  extra?: string[];
}

export interface RunningAnvil {
  url: string;
  port: number;
  chainId: number;
  pid: number;
  /** Saves a lasting chain and ends the node. */
  stop(): Promise<void>;
}

/**
 * Starts the local chain. Its time begins at genesis, runs at wall speed, stands still while the
 * node is down and never goes back. @throws Error with the node's last words where it cannot.
 */
export async function startAnvil(options: AnvilOptions = {}): Promise<RunningAnvil> {
  const { stateDir } = options;
  if (stateDir) {
    mkdirSync(stateDir, { recursive: true });
    await retireOrphan(stateDir);
  }
  const port = options.port ?? (await freePort());
  const url = `http://127.0.0.1:${port}`;
  const child = await launch(url, port, options);
  const keeper = stateDir ? new StateKeeper(url, stateDir) : undefined;
  if (stateDir) {
    if (existsSync(stateFile(stateDir))) await resumeTime(url, await savedClock(stateDir));
    writeFileSync(orphanFile(stateDir), JSON.stringify({ pid: child.pid, port }));
    keeper?.start();
  }
  if (options.stateFile) await resumeTime(url, 0);
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) await keeper?.finish();
    if (child.pid !== undefined) await endProcess(child.pid, 'SIGTERM', 10_000);
    await ended(child);
    if (stateDir) rmSync(orphanFile(stateDir), { force: true });
  };
  return { url, port, chainId: LOCAL_CHAIN_ID, pid: child.pid ?? 0, stop };
}

/**
 * A loaded chain's clock starts from `--timestamp` (which would be in its past) or from the wall
 * (which would be in its future): set it to where it stood, and mine a block so that the head
 * says so too.
 */
async function resumeTime(url: string, clock: number): Promise<void> {
  const head = await blockHead(url, 'latest');
  await rpc(url, 'evm_setTime', [Math.max(head?.timestamp ?? 0, clock) + 1]);
  await rpc(url, 'evm_mine');
}

/**
 * Moves the chain's time forward and mines a block that carries it.
 * @returns the new head's time, Unix seconds
 */
export async function advanceTime(url: string, seconds: number): Promise<number> {
  await rpc(url, 'evm_increaseTime', [seconds]);
  await rpc(url, 'evm_mine');
  return (await blockHead(url, 'latest'))?.timestamp ?? 0;
}

async function launch(url: string, port: number, options: AnvilOptions): Promise<ChildProcess> {
  const args = [
    ...[
      '--host',
      options.host ?? '127.0.0.1',
      '--port',
      String(port),
      '--chain-id',
      String(LOCAL_CHAIN_ID),
    ],
    ...['--timestamp', String(options.genesisTimestamp ?? GENESIS_TIMESTAMP)],
    ...['--hardfork', 'cancun', '--no-request-size-limit'],
    ...['--mnemonic', options.mnemonic ?? DEV_MNEMONIC, '--accounts', String(FUNDED_ACCOUNTS)],
    ...(options.stateFile ? ['--load-state', options.stateFile] : []),
    ...(options.extra ?? []),
  ];
  if (options.stateDir) {
    const cache = join(options.stateDir, 'cache');
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(cache);
    args.push('--cache-path', cache);
    if (existsSync(stateFile(options.stateDir))) {
      args.push('--load-state', stateFile(options.stateDir));
    }
  }
  const child = spawn(binary(), args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  dieWithUs(child, 'SIGTERM');
  let said = '';
  const log = options.logFile ? createWriteStream(options.logFile, { flags: 'a' }) : undefined;
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      said = (said + chunk).slice(-4_000);
      log?.write(chunk);
    });
  }
  const deadline = Date.now() + 60_000;
  while (!(await answers(url))) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`The local chain did not start on port ${port}:\n${said.trim()}`);
    }
    await sleep(20);
  }
  return child;
}

async function answers(url: string): Promise<boolean> {
  try {
    return Number(await rpc<string>(url, 'eth_chainId', [], 2_000)) === LOCAL_CHAIN_ID;
  } catch {
    return false;
  }
}

const orphanFile = (stateDir: string): string => join(stateDir, 'node.json');

/** After a kill -9 of the launcher the node lives on: take what it knows, then end it. */
async function retireOrphan(stateDir: string): Promise<void> {
  const file = orphanFile(stateDir);
  if (!existsSync(file)) return;
  try {
    const { pid, port } = JSON.parse(readFileSync(file, 'utf8')) as { pid: number; port: number };
    const line = isAlive(pid) ? commandLine(pid) : '';
    if (line.includes('anvil') && line.includes(`--port ${port}`)) {
      await new StateKeeper(`http://127.0.0.1:${port}`, stateDir).finish();
      await endProcess(pid, 'SIGTERM', 10_000);
    }
  } catch {
    // It went away meanwhile, or the file is half written: the last save is what there is.
  }
  rmSync(file, { force: true });
}

/** The native binary itself: the npm command is a wrapper with another process id. */
function binary(): string {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const name = `@foundry-rs/anvil-${process.platform}-${arch}`;
  try {
    const require = createRequire(import.meta.url);
    return join(dirname(require.resolve(`${name}/package.json`)), 'bin', 'anvil');
  } catch (cause) {
    throw new Error(
      `There is no local chain for ${process.platform}-${process.arch} (npm package ${name}). ` +
        'Give RPC_URL of an EVM node instead.',
      { cause },
    );
  }
}
