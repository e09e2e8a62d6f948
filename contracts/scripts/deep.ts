/**
 * `npm run test:deep -w contracts`: every fuzz test 10,000 times and every invariant in 10,000 runs of 256 calls.
 *
 * It goes round ten times with a seed of its own each, a tenth of the runs per test and round, so that whatever is
 * stopped early has asked everything a little. What is done is noted in `cache/deep.json`; the same command goes on
 * there as long as neither contracts nor tests have changed. Ends with 1 at the end of a round in which a test failed.
 * Usage: node scripts/deep.ts [part of a test's name…]
 */
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
const wanted = process.argv.slice(2);

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

const { sources, tests } = survey();
const chosen = tests.filter(
  (name) => wanted.length === 0 || wanted.some((part) => name.includes(part)),
);
if (chosen.length === 0)
  throw new Error(`No test that chance drives is named like ${wanted.join(', ')}`);
const progress = progressOf(sources);
mkdirSync(dirname(note), { recursive: true });
const hre = await createHardhatRuntimeEnvironment(
  { ...base, plugins: [], test: { solidity: {} } },
  {},
  HERE,
);
await hre.tasks.getTask('build').run({ quiet: true });
const profile = hre.config.test.solidity.profiles['default'];
if (profile === undefined) throw new Error('No default test profile');

for (let round = 1; round <= ROUNDS && process.exitCode === undefined; round += 1) {
  const seed = `0x${round.toString(16).padStart(64, '0')}`;
  profile.fuzz = { ...profile.fuzz, runs: RUNS_PER_ROUND, seed };
  profile.invariant = { ...profile.invariant, runs: RUNS_PER_ROUND, depth: DEPTH };
  for (const [index, name] of chosen.entries()) {
    const step = `${round} ${name}`;
    if (step in progress.done) continue;
    const started = performance.now();
    const { value: run, output } = await quietly<unknown>(() =>
      hre.tasks.getTask(['test', 'solidity']).run({ grep: `^${name}\\(`, noCompile: true }),
    );
    const results = resultsOf(run, output);
    const seconds = Math.round((performance.now() - started) / 1000);
    if (results.length === 0) throw new Error(`${name} did not run:\n${output}`);
    const failed = results.some(({ status }) => status !== 'Success');
    const at = `round ${round}/${ROUNDS}, ${index + 1}/${chosen.length}`;
    console.log(`${failed ? 'FAILED' : 'held  '} ${at}: ${name} (${seconds} s, seed ${round})`);
    if (failed) {
      console.error(output);
      process.exitCode = 1;
    } else {
      progress.done[step] = seconds;
      writeFileSync(note, JSON.stringify(progress, null, 1));
    }
  }
}
