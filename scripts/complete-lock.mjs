// Completes package-lock.json: `node scripts/complete-lock.mjs [--check] [FOLDER]`, the root's if no
// folder is named.
//
// npm leaves the optional packages of other platforms out of the lockfile when it writes it from an
// installed tree or cannot see them (npm/cli#4828), and `npm ci` then refuses the lockfile. This
// adds what is missing, with the platform that the package's name tells, so that npm skips it here
// and finds it there. Run it after every `npm install`; `--check` only tells whether it is needed.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const folder = process.argv.slice(2).find((word) => !word.startsWith('--')) ?? '.';
const LOCK = join(ROOT, folder, 'package-lock.json');
const OS = {
  aix: 'aix',
  android: 'android',
  darwin: 'darwin',
  freebsd: 'freebsd',
  linux: 'linux',
  linuxmusl: 'linux',
  netbsd: 'netbsd',
  openbsd: 'openbsd',
  openharmony: 'openharmony',
  sunos: 'sunos',
  win32: 'win32',
  windows: 'win32',
};
const CPU = {
  amd64: 'x64',
  arm: 'arm',
  arm64: 'arm64',
  ia32: 'ia32',
  loong64: 'loong64',
  mips64el: 'mips64el',
  ppc64: 'ppc64',
  ppc64le: 'ppc64',
  riscv64: 'riscv64',
  s390x: 's390x',
  wasm32: 'wasm32',
  x64: 'x64',
};

const lock = JSON.parse(readFileSync(LOCK, 'utf8'));
const missing = missingPackages(lock.packages);
if (process.argv.includes('--check')) {
  if (missing.length > 0) {
    const names = missing.map(([path]) => path).join('\n  ');
    console.error(`package-lock.json lacks:\n  ${names}\nRun: node scripts/complete-lock.mjs`);
    process.exit(1);
  }
} else {
  for (const [path, entry] of missing) lock.packages[path] = entry;
  lock.packages = Object.fromEntries(
    Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en')),
  );
  writeFileSync(LOCK, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`added ${missing.length} packages to package-lock.json`);
}

/** Optional dependencies that some package names and the lockfile does not know. */
function missingPackages(packages) {
  const found = new Map();
  for (const [owner, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, range] of Object.entries(optionalDependencies)) {
      const path = `node_modules/${name}`;
      if (isKnown(packages, owner, name) || found.has(path)) continue;
      found.set(path, entryOf(name, range, dev));
    }
  }
  return [...found];
}

/** Node's own search: beside the owner, then beside each of its parents. */
function isKnown(packages, owner, name) {
  for (let place = owner; ; place = parentOf(place)) {
    if (packages[`${place}${place ? '/' : ''}node_modules/${name}`]) return true;
    if (place === '') return false;
  }
}

function parentOf(place) {
  const at = place.lastIndexOf('/node_modules/');
  return at === -1 ? '' : place.slice(0, at);
}

function entryOf(name, range, dev) {
  const words = name.split(/[/-]/);
  const os = words.map((word) => OS[word]).find(Boolean);
  const cpu = words.map((word) => CPU[word]).find(Boolean);
  const musl = words.some((word) => word.includes('musl'));
  const gnu = words.some((word) => word === 'gnu' || word === 'gnueabihf');
  return {
    version: range.replace(/^[\^~]/, ''),
    ...(cpu && { cpu: [cpu] }),
    ...(dev && { dev }),
    ...(os === 'linux' && (musl || gnu) && { libc: [musl ? 'musl' : 'glibc'] }),
    optional: true,
    ...(os && { os: [os] }),
  };
}
