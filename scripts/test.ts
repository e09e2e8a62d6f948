/** `npm test [-- suite ...]`: builds, then every test there is, from the formulas to the browser. */
import { globSync } from 'node:fs';
import { relative } from 'node:path';
import { buildAll } from './lib/build.ts';
import { type Counts, countTests } from './lib/counts.ts';
import { failuresIn, keepOutput } from './lib/failures.ts';
import { NODE, ROOT } from './lib/paths.ts';
import { pool } from './lib/pool.ts';
import { say, tell, Told } from './lib/report.ts';
import { run } from './lib/run.ts';
import { table } from './lib/table.ts';

interface Suite {
  name: string;
  command: [string, ...string[]];
}

interface Outcome extends Counts {
  name: string;
  seconds: number;
  output: string;
}

/** One more than the two cores: a part of every suite is waiting for a block, a page or a process. */
const AT_A_TIME = 3;
/** Half more than the longest takes on two cores: what hangs is told, not waited for. */
const LONGEST_SECONDS = 1_350;

const workspace = (name: string, ...args: string[]): [string, ...string[]] => [
  'npm',
  'test',
  '-w',
  name,
  ...(args.length > 0 ? ['--', ...args] : []),
];

/** The API's engine room, outbox and ledger, is a suite of its own: the whole would outlast all others. */
const ENGINE = '/src/chain/';

/** Needs nothing but the contracts, which much else waits for: it begins while the rest is built. */
const EARLY = 'contracts';

const nodeTest = (files: string[]): [string, ...string[]] => [
  NODE,
  '--test',
  '--test-concurrency=1',
  '--test-reporter=spec',
  ...files,
];

/** In this order the lanes end at about the same time: the short ones last. */
function suites(): Suite[] {
  const files = globSync('test/**/*.test.ts', { cwd: ROOT }).toSorted();
  const under = (name: string): string[] => files.filter((file) => file.startsWith(`test/${name}`));
  const apart = [...under('browser'), ...under('deploy'), ...under('faults')];
  const system = files.filter((file) => !apart.includes(file));
  return [
    { name: EARLY, command: workspace('contracts') },
    {
      name: 'api',
      command: workspace('api', '--testPathIgnorePatterns', '/node_modules/', '/dist/', ENGINE),
    },
    { name: 'browser', command: nodeTest(under('browser')) },
    { name: 'system', command: nodeTest(system) },
    { name: 'oracle', command: workspace('oracle') },
    { name: 'chain', command: workspace('api', '--testPathPatterns', ENGINE) },
    { name: 'deploy', command: nodeTest(under('deploy')) },
    { name: 'faults', command: nodeTest(under('faults')) },
    { name: 'core', command: workspace('core') },
    { name: 'verify', command: workspace('verify') },
  ];
}

function chosen(names: string[]): Suite[] {
  const all = suites();
  const unknown = names.filter((name) => !all.some((suite) => suite.name === name));
  if (unknown.length > 0) {
    const known = all.map(({ name }) => name).join(', ');
    throw new Told(`There is no suite ${unknown.join(', ')}; there are ${known}.`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

async function runSuite({ name, command: [command, ...args] }: Suite): Promise<Outcome> {
  say(`${name} ...`);
  const { code, output, seconds } = await run(command, args, {
    env: { ...process.env, FORCE_COLOR: '0', NO_COLOR: '1' },
    limitSeconds: LONGEST_SECONDS,
  });
  const { passed, failed } = countTests(output);
  // A suite that could not even run, or that found nothing to run, is a failure too.
  const broken = failed === 0 && (code !== 0 || passed === 0) ? 1 : 0;
  const outcome = { name, seconds, output, passed, failed: failed + broken };
  say(`${name}: ${passed} passed, ${outcome.failed} failed in ${seconds.toFixed(1)} s`);
  return outcome;
}

function report(outcomes: Outcome[]): void {
  for (const { name, failed, output } of outcomes) {
    if (failed === 0) continue;
    console.log(`\n──── ${name} ────\n${failuresIn(output)}`);
    console.log(`(all it said: ${relative(ROOT, keepOutput(name, output))})`);
  }
  const rows = outcomes.map(({ name, seconds, passed, failed }) => ({
    name,
    seconds,
    ok: failed === 0,
    remark: `${passed} passed, ${failed} failed`,
  }));
  const sum = (pick: (one: Outcome) => number): number =>
    outcomes.reduce((total, one) => total + pick(one), 0);
  const failed = sum((one) => one.failed);
  console.log(`\n${table(rows)}\n\n${sum((one) => one.passed)} passed, ${failed} failed`);
  if (failed > 0) process.exitCode = 1;
}

try {
  const wanted = chosen(process.argv.slice(2));
  await buildAll(say, ['api', 'oracle', 'verify', 'admin-ui']);
  const rest = wanted.every(({ name }) => name === EARLY) ? undefined : buildAll(say);
  report(
    await pool(
      AT_A_TIME,
      wanted.map((suite) => async () => {
        if (suite.name !== EARLY) await rest;
        return runSuite(suite);
      }),
    ),
  );
} catch (error) {
  tell(error);
}
