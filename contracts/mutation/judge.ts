import { join } from 'node:path';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import type { HardhatRuntimeEnvironment } from 'hardhat/types/hre';
import base from '../hardhat.config.ts';
import { quietly, resultsOf } from '../scripts/solidity-tests.ts';

/** The compiled copy with the mutants in it. */
export async function environmentOf(root: string): Promise<HardhatRuntimeEnvironment> {
  process.chdir(root);
  return createHardhatRuntimeEnvironment(
    {
      solidity: base.solidity,
      paths: { sources: './contracts', tests: { solidity: './test' } },
      test: { solidity: { fuzz: { runs: 64 }, invariant: { runs: 8, depth: 32 } } },
    },
    {},
    root,
  );
}

/** Runs test files with one mutant switched on; gives the names of the tests that failed. */
export async function failing(
  hre: HardhatRuntimeEnvironment,
  tests: readonly string[],
  mutant: string,
): Promise<string[]> {
  const profile = hre.config.test.solidity.profiles['default'];
  if (profile === undefined) throw new Error('No default test profile');
  profile.coinbase = mutant;
  const testFiles = tests.map((test) => join(hre.config.paths.root, test));
  const { value, output } = await quietly<unknown>(() =>
    hre.tasks.getTask(['test', 'solidity']).run({ testFiles, noCompile: true }),
  );
  return resultsOf(value, output).flatMap(({ name, status }) =>
    status === 'Failure' ? [name] : [],
  );
}
