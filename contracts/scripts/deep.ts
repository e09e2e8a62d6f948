/**
 * `npm run test:deep -w contracts`: every fuzz test 10,000 times and every invariant in 10,000 runs of 256 calls.
 *
 * It goes round ten times with a seed of its own each, a tenth of the runs per test and round, so that whatever is
 * stopped early has asked everything a little. What is done is noted in `cache/deep.json`; the same command goes on
 * there as long as neither contracts nor tests have changed. Ends with 1 at the end of a round in which a test failed.
 * Usage: node scripts/deep.ts [part of a test's name…]
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import base from '../hardhat.config.ts';
import { HERE } from './sources.ts';
import { quietly, resultsOf } from './solidity-tests.ts';

const ROUNDS = 10;
const RUNS_PER_ROUND = 1_000;
const DEPTH = 256;

const note = join(HERE, 'cache', 'deep.json');
/** As first argument: one test of one round only, as this script asks itself. */
const ASK = '--ask';

/** What was shown of which sources: seconds of each finished step, by `round name`. */
interface Progress {
  readonly sources: string;
  readonly done: Record<string, number>;
}

/** The sources' hash and the names of the tests that chance drives, invariants last: they take longest. */
function survey(): { sources: string; tests: string[] } {
  const hash = createHash('sha256');
  const tests: string[] = [];
  for (const file of globSync('{contracts,test}/**/*.sol', { cwd: HERE }).sort()) {
    const text = readFileSync(join(HERE, file), 'utf8');
    hash.update(`${file}\0${text}`);
    if (!file.endsWith('.t.sol')) continue;
    for (const [, name] of text.matchAll(/function ((?:testFuzz|invariant)_\w+)/g))
      tests.push(name ?? '');
  }
  const late = (name: string): number => (name.startsWith('invariant') ? 1 : 0);
  return { sources: hash.digest('hex'), tests: tests.sort((a, b) => late(a) - late(b)) };
}

function progressOf(sources: string): Progress {
  try {
    const known = JSON.parse(readFileSync(note, 'utf8')) as Progress;
    if (known.sources === sources) return known;
    console.log('Sources have changed since the last run: beginning anew');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return { sources, done: {} };
}

/** Asks one test with one seed; prints what the tests say where it fails. In a process of its own: memory grows. */
async function ask(round: number, name: string): Promise<void> {
  const hre = await createHardhatRuntimeEnvironment(
    { ...base, plugins: [], test: { solidity: {} } },
    {},
    HERE,
  );
  const profile = hre.config.test.solidity.profiles['default'];
  if (profile === undefined) throw new Error('No default test profile');
  const seed = `0x${round.toString(16).padStart(64, '0')}`;
  profile.fuzz = { ...profile.fuzz, runs: RUNS_PER_ROUND, seed };
  profile.invariant = { ...profile.invariant, runs: RUNS_PER_ROUND, depth: DEPTH };
  const { value: run, output } = await quietly<unknown>(() =>
    hre.tasks.getTask(['test', 'solidity']).run({ grep: `^${name}\\(`, noCompile: true }),
  );
  const results = resultsOf(run, output);
  if (results.length > 0 && results.every(({ status }) => status === 'Success')) return;
  console.error(results.length === 0 ? `${name} did not run` : output);
  process.exitCode = 1;
}

/** Goes through all rounds from where the note says, each test in a child process. */
function goOn(wanted: readonly string[]): void {
  const { sources, tests } = survey();
  const chosen = tests.filter(
    (name) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
  );
  if (chosen.length === 0)
    throw new Error(`No test that chance drives is named like ${wanted.join(', ')}`);
  const progress = progressOf(sources);
  mkdirSync(dirname(note), { recursive: true });
  const child = (tool: string, ...args: string[]): boolean =>
    spawnSync(tool, args, { cwd: HERE, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
  if (!child('hardhat', 'build', '--quiet')) throw new Error('The contracts do not compile');
  for (let round = 1; round <= ROUNDS && process.exitCode === undefined; round += 1) {
    for (const [index, name] of chosen.entries()) {
      const step = `${round} ${name}`;
      if (step in progress.done) continue;
      const started = performance.now();
      const held = child(process.execPath, import.meta.filename, ASK, String(round), name);
      const seconds = Math.round((performance.now() - started) / 1000);
      const at = `round ${round}/${ROUNDS}, ${index + 1}/${chosen.length}`;
      console.log(`${held ? 'held  ' : 'FAILED'} ${at}: ${name} (${seconds} s, seed ${round})`);
      if (held) {
        progress.done[step] = seconds;
        writeFileSync(note, JSON.stringify(progress, null, 1));
      } else process.exitCode = 1;
    }
  }
}

const [first, round, name] = process.argv.slice(2);
if (first === ASK && name !== undefined) await ask(Number(round), name);
else goOn(process.argv.slice(2));
