import { type ChildProcess, spawn } from 'node:child_process';
import {
  chmodSync,
  createWriteStream,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './ports.ts';
import { type PostgresHome, postgresHome, prepareDataDir, removeCluster } from './postgres-home.ts';
import { commandLine, dieWithUs, ended, endProcess, isAlive } from './processes.ts';

export interface PostgresOptions {
  /** Folder of a lasting cluster. Left out with `ephemeral`. */
  dataDir?: string;
  /** A cluster for a test: unsynced, and deleted at stop. */
  ephemeral?: boolean;
  /** TCP port on 127.0.0.1; a free one if left out. */
  port?: number;
  /** Where the server's log goes; nowhere if left out. */
  logFile?: string;
}

export interface RunningPostgres {
  /** Of the database `cadastre` (`postgres` in an ephemeral cluster). */
  url: string;
  port: number;
  pid: number;
  /** Fast shutdown: connections are cut, everything committed is on disk. */
  stop(): Promise<void>;
}

// The server listens on the loopback only, and its password protects nothing that the data folder's
// own mode does not.
const USER = 'postgres';
const PASSWORD = 'cadastre';
const READY = 'database system is ready to accept connections';

/**
 * Starts the PostgreSQL 18 that comes with the dependencies, as root or as anybody, making the
 * cluster first if there is none. @throws Error with the server's last words where it cannot.
 */
export async function startPostgres(options: PostgresOptions): Promise<RunningPostgres> {
  const lasting = options.ephemeral ? undefined : options.dataDir;
  if (!options.ephemeral && !lasting) throw new Error('startPostgres needs dataDir or ephemeral');
  const parent = lasting ? undefined : temporaryFolder();
  const wanted = lasting ?? join(parent ?? '', 'data');
  const home = await postgresHome(wanted);
  const discard = (): void => {
    if (!parent) return;
    removeCluster(wanted);
    rmSync(parent, { recursive: true, force: true });
  };
  try {
    await clearStalePid(home);
    await initialise(home, lasting === undefined);
    const port = options.port ?? (await freePort());
    const child = await launch(home, port, lasting === undefined, options.logFile);
    const stop = async (): Promise<void> => {
      if (child.pid !== undefined) await endProcess(child.pid, 'SIGINT', 15_000);
      await ended(child);
      discard();
    };
    const server = `postgres://${USER}:${PASSWORD}@127.0.0.1:${port}`;
    const url = lasting
      ? await ensureDatabase(`${server}/postgres`, 'cadastre')
      : `${server}/postgres`;
    return { url, port, pid: child.pid ?? 0, stop };
  } catch (error) {
    discard();
    throw error;
  }
}

/** Passable for the server's user; the cluster inside is closed to all but that user. */
function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cadastre-pg-'));
  chmodSync(folder, 0o755);
  return folder;
}

/**
 * Makes a database next to the one of the url and returns its url. With a template it is a copy of
 * that database, which nobody may be connected to meanwhile.
 */
export async function createDatabase(
  url: string,
  name: string,
  template?: string,
): Promise<string> {
  await withClient(url, async (client) => {
    const copy = template ? ` TEMPLATE ${client.escapeIdentifier(template)}` : '';
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}${copy}`);
  });
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

async function ensureDatabase(url: string, name: string): Promise<string> {
  const found = await withClient(url, (client) =>
    client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]),
  );
  if (found.rowCount === 0) return createDatabase(url, name);
  const there = new URL(url);
  there.pathname = `/${name}`;
  return there.href;
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/**
 * After a kill -9 the cluster's pid file stays. The server itself removes it when the process is
 * gone; what it cannot know is that a living process of that id is a stranger, or its own orphan.
 */
async function clearStalePid({ dataDir }: PostgresHome): Promise<void> {
  const file = join(dataDir, 'postmaster.pid');
  if (!existsSync(file)) return;
  const pid = Number(readFileSync(file, 'utf8').split('\n')[0]);
  if (Number.isInteger(pid) && pid > 1 && isAlive(pid)) {
    const line = commandLine(pid);
    if (line.includes('postgres') && line.includes(dataDir))
      await endProcess(pid, 'SIGINT', 15_000);
    else if (line === '') return;
  }
  rmSync(file, { force: true });
}

async function initialise(home: PostgresHome, ephemeral: boolean): Promise<void> {
  // PG_VERSION is written early; the last thing initdb makes is what tells a whole cluster.
  if (existsSync(join(home.dataDir, 'global', 'pg_control'))) {
    checkVersion(home);
    return;
  }
  rmSync(home.dataDir, { recursive: true, force: true });
  prepareDataDir(home);
  const child = spawn(
    '/bin/sh',
    [
      // The password comes through a pipe: a file would have to be closed to all but another user.
      '-c',
      'echo "$0" | exec "$@"',
      PASSWORD,
      join(home.native, 'bin', 'initdb'),
      `--pgdata=${home.dataDir}`,
      `--username=${USER}`,
      '--auth=scram-sha-256',
      '--pwfile=/dev/stdin',
      '--encoding=UTF8',
      // The same order and case rules on every machine, whatever locales it has.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      ...(ephemeral ? ['--no-sync'] : []),
    ],
    { ...home.account, cwd: '/', stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const said = collect(child);
  await ended(child);
  if (child.exitCode !== 0) {
    rmSync(home.dataDir, { recursive: true, force: true });
    throw new Error(`PostgreSQL could not make its cluster in ${home.dataDir}:\n${said()}`);
  }
}

function checkVersion({ dataDir }: PostgresHome): void {
  const version = readFileSync(join(dataDir, 'PG_VERSION'), 'utf8').trim();
  if (version === '18') return;
  throw new Error(
    `${dataDir} holds a cluster of PostgreSQL ${version}, and this is 18. ` +
      'Dump and restore it, or begin anew with `npm start -- --reset`.',
  );
}

async function launch(
  home: PostgresHome,
  port: number,
  ephemeral: boolean,
  logFile: string | undefined,
): Promise<ChildProcess> {
  const settings: Record<string, string> = {
    port: String(port),
    listen_addresses: '127.0.0.1',
    unix_socket_directories: '',
    max_connections: '100',
    shared_buffers: '256MB',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...(ephemeral && { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const child = spawn(
    join(home.native, 'bin', 'postgres'),
    ['-D', home.dataDir, ...Object.entries(settings).flatMap(([k, v]) => ['-c', `${k}=${v}`])],
    // Its own session, so that the terminal's Ctrl-C does not stop it before those who use it.
    { ...home.account, cwd: '/', stdio: ['ignore', 'ignore', 'pipe'], detached: true },
  );
  dieWithUs(child, 'SIGINT');
  const said = collect(child);
  if (logFile) child.stderr.pipe(createWriteStream(logFile, { flags: 'a' }));
  const deadline = Date.now() + 30_000;
  while (!said().includes(READY)) {
    if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
      child.kill('SIGQUIT');
      throw new Error(`PostgreSQL did not start on port ${port}:\n${said()}`);
    }
    await sleep(10);
  }
  return child;
}

/** Keeps the last 8,000 characters of what a child says, for the error message. */
function collect(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8');
    stream?.on('data', (chunk: string) => {
      text = (text + chunk).slice(-8_000);
    });
  }
  return () => text.trim();
}
