import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { withFileLock } from './file-lock.ts';
import { inRoot, NODE, ROOT, TSC } from './paths.ts';
import { Told } from './report.ts';
import { run } from './run.ts';

export type StepName = 'core' | 'contracts' | 'api' | 'oracle' | 'verify' | 'admin-ui';

interface Step {
  name: StepName;
  /** Steps whose output this one reads. */
  after: StepName[];
  /** Files and folders that decide the output. */
  sources: string[];
  /** A file that exists once the step is done. */
  output: string;
  command: [string, ...string[]];
}

const EVERYWHERE = ['package-lock.json', 'tsconfig.json'];

const STEPS: Step[] = [
  {
    name: 'core',
    after: [],
    sources: ['core/src', 'core/package.json', 'core/tsconfig.json'],
    output: 'core/dist/index.js',
    command: [NODE, TSC, '-b', 'core'],
  },
  {
    name: 'contracts',
    after: [],
    sources: [
      'contracts/contracts',
      'contracts/bindings',
      'contracts/scripts',
      'contracts/build.mjs',
      'contracts/hardhat.config.ts',
      'contracts/package.json',
      'contracts/tsconfig.json',
    ],
    output: 'contracts/dist/index.js',
    command: ['npm', 'run', 'build', '-w', 'contracts'],
  },
  {
    name: 'api',
    after: ['core', 'contracts'],
    sources: ['api/src', 'api/package.json', 'api/tsconfig.json'],
    output: 'api/dist/main.js',
    command: [NODE, TSC, '-b', 'api'],
  },
  {
    name: 'oracle',
    after: ['core', 'contracts'],
    sources: ['oracle/src', 'oracle/package.json', 'oracle/tsconfig.json'],
    output: 'oracle/dist/main.js',
    command: [NODE, TSC, '-b', 'oracle'],
  },
  {
    name: 'verify',
    after: ['core'],
    sources: ['verify/src', 'verify/package.json', 'verify/tsconfig.json'],
    output: 'verify/dist/index.js',
    command: [NODE, TSC, '-b', 'verify'],
  },
  {
    // Its types are generated from the OpenAPI document of the built API.
    name: 'admin-ui',
    after: ['api', 'verify'],
    sources: [
      'admin-ui/src',
      'admin-ui/public',
      'admin-ui/scripts',
      'admin-ui/index.html',
      'admin-ui/vite.config.ts',
      'admin-ui/postcss.config.cjs',
      'admin-ui/package.json',
      'admin-ui/tsconfig.json',
      'data/iso',
    ],
    output: 'admin-ui/dist/index.html',
    command: ['npm', 'run', 'build', '-w', 'admin-ui'],
  },
];

/** Made by the steps themselves, so they cannot be among what decides them. */
const GENERATED = ['contracts/bindings/generated', 'admin-ui/src/api/schema.d.ts'];

/**
 * Builds what has changed since it was last built, independent parts at once. A step is skipped
 * when the hash of its sources, and of those of the steps before it, is the one kept in its output.
 * `without` leaves out steps that no other needs.
 * @returns the names of the steps that ran. @throws Told with the compiler's words
 */
export function buildAll(
  say: (message: string) => void = () => undefined,
  without: readonly StepName[] = [],
): Promise<string[]> {
  return withFileLock(
    inRoot('node_modules', '.cache', 'cadastre-build.lock'),
    () =>
      runSteps(
        STEPS.filter(({ name }) => !without.includes(name)),
        say,
      ),
    () => say('waiting for another build of this folder ...'),
  );
}

async function runSteps(steps: Step[], say: (message: string) => void): Promise<string[]> {
  const hashes = new Map<string, string>();
  const running = new Map<string, Promise<void>>();
  const ran: string[] = [];
  for (const step of steps) {
    const hash = hashOf(step, hashes);
    hashes.set(step.name, hash);
    const before = step.after.map((name) => running.get(name) ?? Promise.resolve());
    running.set(
      step.name,
      Promise.all(before).then(async () => {
        if (isBuilt(step, hash)) return;
        ran.push(step.name);
        await build(step, hash, say);
      }),
    );
  }
  // All are waited for, so that a failing step leaves no compiler running behind it.
  const results = await Promise.allSettled(running.values());
  const failures = new Set<unknown>();
  for (const result of results) if (result.status === 'rejected') failures.add(result.reason);
  if (failures.size > 0) {
    const texts = [...failures].map((one) => (one instanceof Error ? one.message : String(one)));
    throw new Told(texts.join('\n\n'));
  }
  return ran;
}

async function build(step: Step, hash: string, say: (message: string) => void): Promise<void> {
  say(`building ${step.name} ...`);
  const [command, ...args] = step.command;
  const { code, output, seconds } = await run(command, args);
  if (code !== 0) throw new Told(`Building ${step.name} failed:\n${output.trim()}`);
  if (!existsSync(inRoot(step.output))) {
    throw new Told(`Building ${step.name} made no ${step.output}:\n${output.trim()}`);
  }
  writeFileSync(stamp(step), hash);
  say(`built ${step.name} in ${seconds.toFixed(1)} s`);
}

/** Kept inside the output, so that deleting the output forgets it. */
const stamp = (step: Step): string => join(dirname(inRoot(step.output)), '.built-from');

function isBuilt(step: Step, hash: string): boolean {
  if (!existsSync(inRoot(step.output)) || !existsSync(stamp(step))) return false;
  return readFileSync(stamp(step), 'utf8') === hash;
}

function hashOf(step: Step, earlier: Map<string, string>): string {
  const hash = createHash('sha256');
  for (const name of step.after) hash.update(`${name}=${earlier.get(name) ?? ''}\n`);
  for (const source of [...EVERYWHERE, ...step.sources]) {
    for (const file of filesOf(inRoot(source))) {
      hash.update(`${relative(ROOT, file)}\n`);
      hash.update(createHash('sha256').update(readFileSync(file)).digest());
    }
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (GENERATED.includes(relative(ROOT, path))) return [];
  const entries = tryList(path);
  if (!entries) return [path];
  return entries.toSorted().flatMap((entry) => filesOf(join(path, entry)));
}

function tryList(path: string): string[] | undefined {
  try {
    return readdirSync(path);
  } catch {
    return undefined;
  }
}
