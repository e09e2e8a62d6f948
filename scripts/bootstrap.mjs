// The first step of every root command. Plain JavaScript, so that it runs on whatever Node 20+ the
// machine has: makes sure the dependencies are installed *by the pinned Node* and then hands over
// to `scripts/<command>.ts` on that Node.
//
// Why not plain `npm ci`: npm running under Node 20 silently leaves out optional platform packages
// that ask for Node 22, and Hardhat then dies with HHE27.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));
const BIN = join(ROOT, 'node_modules', '.bin');
const NODE = join(BIN, 'node');
const LOCK = join(ROOT, 'package-lock.json');
/** What npm itself writes about the tree it installed. */
const INSTALLED = join(ROOT, 'node_modules', '.package-lock.json');
/** Hash of the lockfile that was last found installed, so that a touched file costs nothing. */
const STAMP = join(ROOT, 'node_modules', '.cache', 'cadastre-lock.sha256');
/** Where Node keeps what it has compiled: one command starts many processes of the same code. */
const COMPILED = join(ROOT, 'node_modules', '.cache', 'node');
const COMMANDS = [
  'start',
  'deploy',
  'deploy-check',
  'test',
  'test-faults',
  'check',
  'main-job',
  'build',
  'oracle',
  'oracle-replay',
  'screenshots',
  'bench',
  'ledger-rebuild',
  'data-key-rotate',
  'verify',
];

const [command, ...args] = process.argv.slice(2);
if (!command || !COMMANDS.includes(command)) {
  console.error(`usage: node scripts/bootstrap.mjs <${COMMANDS.join('|')}> [arguments]`);
  process.exit(1);
}

const pinned = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).devDependencies.node;
const reason = whyInstall();
if (reason) install(reason);
handOver();

/** Why an install is needed, or null. */
function whyInstall() {
  if (!existsSync(INSTALLED)) return 'dependencies are not installed yet';
  const version = spawnSync(NODE, ['-v'], { encoding: 'utf8' });
  if (version.status !== 0 || version.stdout.trim() !== `v${pinned}`) {
    return `the pinned Node ${pinned} is not installed or does not run here`;
  }
  const lock = readFileSync(LOCK);
  const hash = createHash('sha256').update(lock).digest('hex');
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return null;
  if (!sameTree(lock)) return 'what is installed is not what package-lock.json says';
  writeStamp(hash);
  return null;
}

/**
 * Whether every package of the lockfile is installed in the lockfile's version. Packages that npm
 * leaves out on this machine (other platforms, optional peers) are absent from npm's own record; one
 * made for this very platform is missing because somebody installed with an older Node.
 */
function sameTree(lock) {
  const wanted = JSON.parse(lock.toString()).packages;
  const present = JSON.parse(readFileSync(INSTALLED, 'utf8')).packages;
  // In npm's words; other systems than Linux have one only.
  const cLibrary = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '' || entry.link || !path.includes('node_modules/')) return true;
    if (present[path]) return present[path].version === entry.version;
    return Boolean(entry.optional || entry.peer) && !madeForHere(entry, cLibrary);
  });
}

/** Whether an optional package names this system, processor and C library. */
function madeForHere({ os, cpu, libc }, cLibrary) {
  if (!os?.includes(process.platform) || !cpu?.includes(process.arch)) return false;
  return !libc || libc.includes(cLibrary);
}

function writeStamp(hash) {
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, hash);
}

function install(why) {
  const started = Date.now();
  console.log(`Installing on Node ${pinned}: ${why} ...`);
  const line = ['-y', '-p', `node@${pinned}`, '-c', 'npm ci --no-audit --no-fund --loglevel=error'];
  const done = spawnSync('npx', line, { cwd: ROOT, stdio: 'inherit' });
  if (done.status !== 0) {
    console.error(
      'The installation failed; npm says why above. It needs the npm registry and about 1.5 GB of ' +
        'disk. Try again with `npm start`, or by hand: ' +
        `npx -y -p node@${pinned} -c 'npm ci'`,
    );
    process.exit(1);
  }
  writeStamp(createHash('sha256').update(readFileSync(LOCK)).digest('hex'));
  console.log(`Installed in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

/** Runs the command on the pinned Node; its signals and exit code are ours. */
function handOver() {
  const child = spawn(NODE, [join(ROOT, 'scripts', `${command}.ts`), ...args], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { NODE_COMPILE_CACHE: COMPILED, ...process.env, PATH: `${BIN}:${process.env.PATH ?? ''}` },
  });
  // The child decides when all is put away, so we outlive the signal. On Ctrl-C it may be told
  // twice (the terminal signals the whole group); it counts only the first.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => child.kill(signal));
  }
  child.on('error', (error) => {
    console.error(`Could not run ${NODE}: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => {
    if (signal) process.kill(process.pid, signal);
    else process.exit(code ?? 1);
  });
}
