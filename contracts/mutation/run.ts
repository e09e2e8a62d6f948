import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import base from '../hardhat.config.ts';
import { ACTIONS } from './actions.ts';
import { BARS } from './bars.ts';
import { FEEDS } from './feeds.ts';
import { IDENTITY } from './identity.ts';
import { INCOME } from './income.ts';
import { mutate, switchOf } from './mutate.ts';
import { PROPERTY } from './property.ts';
import { QUEUE } from './queue.ts';
import { RESERVES } from './reserves.ts';
import { RULES } from './rules.ts';
import { SALES } from './sales.ts';
import type { Mutation } from './table.ts';
import { TOKEN } from './token.ts';
import { TRADES } from './trades.ts';
import { quietly, resultsOf } from '../scripts/solidity-tests.ts';

/**
 * Breaks one guard at a time and looks whether a test notices.
 * Usage: node mutation/run.ts [part of a source's name…]     e.g. `node mutation/run.ts SecureMint ReserveMath`
 * Ends with 1 when a mutant survives, with 2 when the tests fail without any.
 */
const here = dirname(dirname(fileURLToPath(import.meta.url)));
const all: readonly Mutation[] = [
  ...RULES,
  ...TOKEN,
  ...RESERVES,
  ...FEEDS,
  ...INCOME,
  ...SALES,
  ...BARS,
  ...PROPERTY,
  ...ACTIONS,
  ...IDENTITY,
  ...TRADES,
  ...QUEUE,
];
const wanted = process.argv.slice(2);
const chosen = all.filter(
  ({ file }) => wanted.length === 0 || wanted.some((part) => file.includes(part)),
);

/** The mutated sources and the tests, in a folder of their own that is compiled once. */
function copy(): string {
  const to = mkdtempSync(join(tmpdir(), 'cadastre-mutation-'));
  const root = join(to, 'contracts');
  for (const part of ['contracts', 'test', 'package.json']) {
    cpSync(join(here, part), join(root, part), { recursive: true });
  }
  symlinkSync(join(here, '..', 'node_modules'), join(to, 'node_modules'));
  for (const file of new Set(chosen.map((mutation) => mutation.file))) {
    const path = join(root, file);
    const own = chosen.flatMap((mutation, index) =>
      mutation.file === file ? [{ mutation, index }] : [],
    );
    writeFileSync(path, mutate(readFileSync(path, 'utf8'), own));
  }
  return to;
}

/** Runs test files with one mutant switched on; gives the names of the tests that failed. */
async function failing(
  hre: HardhatRuntimeEnvironment,
  tests: readonly string[],
  mutant: string,
): Promise<string[]> {
  const profile = hre.config.test.solidity.profiles['default'];
  if (profile === undefined) throw new Error('No default test profile');
  profile.coinbase = mutant;
  const { value, output } = await quietly<unknown>(() =>
    hre.tasks.getTask(['test', 'solidity']).run({ testFiles: [...tests], noCompile: true }),
  );
  return resultsOf(value, output).flatMap(({ name, status }) =>
    status === 'Failure' ? [name] : [],
  );
}

const folder = copy();
try {
  const root = join(folder, 'contracts');
  process.chdir(root);
  const hre = await createHardhatRuntimeEnvironment(
    {
      solidity: base.solidity,
      paths: { sources: './contracts', tests: { solidity: './test' } },
      test: { solidity: { fuzz: { runs: 64 }, invariant: { runs: 8, depth: 32 } } },
    },
    {},
    root,
  );
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))].map((test) => join(root, test));
  console.log(`${chosen.length} mutants, ${files.length} test files: compiling`);
  await hre.tasks.getTask('build').run({ files, quiet: true, noContracts: false });
  const red = await failing(hre, files, switchOf(-1));
  if (red.length > 0) {
    console.error(`Fail without any mutant: ${red.join(', ')}`);
    process.exitCode = 2;
  } else {
    const survivors: string[] = [];
    for (const [index, { file, guard, tests, find, replace }] of chosen.entries()) {
      const noticed = await failing(
        hre,
        tests.map((test) => join(root, test)),
        switchOf(index),
      );
      const name = `${relative('contracts', file)}: ${guard}`;
      console.log(
        `${noticed.length > 0 ? 'killed  ' : 'SURVIVED'} ${name} (${noticed.length} red)`,
      );
      if (noticed.length === 0) survivors.push(`${name}\n    ${find}\n    → ${replace}`);
    }
    console.log(`${chosen.length - survivors.length} of ${chosen.length} killed`);
    if (survivors.length > 0) console.error(`Survivors:\n  ${survivors.join('\n  ')}`);
    process.exitCode = survivors.length > 0 ? 1 : 0;
  }
} finally {
  process.chdir(here);
  rmSync(folder, { recursive: true, force: true });
}
