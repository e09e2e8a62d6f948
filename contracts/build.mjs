// Compiles the contracts and their bindings, unless nothing they are made of has changed since the last time.
// Usage: node build.mjs [--force]
import { createHash } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const stamp = join(here, 'dist', '.inputs');
const require = createRequire(import.meta.url);

/** Every file under a folder, generated bindings left out, in one order on every machine. */
function filesUnder(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'generated' ? [] : filesUnder(path);
      return [path];
    })
    .sort();
}

function hashOfInputs() {
  const hash = createHash('sha256');
  const files = [
    ...filesUnder(join(here, 'contracts')),
    ...filesUnder(join(here, 'bindings')),
    join(here, 'hardhat.config.ts'),
    join(here, 'package.json'),
    join(here, 'tsconfig.json'),
    join(here, '..', 'tsconfig.json'),
  ];
  for (const file of files) hash.update(`${file.slice(here.length)}\0`).update(readFileSync(file));
  for (const tool of ['solc', 'hardhat', 'typechain', '@openzeppelin/contracts', 'typescript-7']) {
    hash.update(`${tool}@${require(`${tool}/package.json`).version}\0`);
  }
  return hash.digest('hex');
}

function run(tool, entry, args) {
  const script = join(dirname(require.resolve(`${tool}/package.json`)), entry);
  const { status } = spawnSync(process.execPath, [script, ...args], {
    cwd: here,
    stdio: 'inherit',
  });
  if (status !== 0) process.exit(status ?? 1);
}

const inputs = hashOfInputs();
const built = [
  stamp,
  join(here, 'dist', 'index.js'),
  join(here, 'bindings', 'generated', 'index.ts'),
];
const upToDate =
  !process.argv.includes('--force') &&
  built.every((file) => existsSync(file)) &&
  readFileSync(stamp, 'utf8') === inputs;

if (!upToDate) {
  rmSync(stamp, { force: true });
  run('hardhat', join('dist', 'src', 'cli.js'), ['build', '--no-tests', '--quiet']);
  run('typescript-7', join('bin', 'tsc'), ['-b', '.']);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, inputs);
}
