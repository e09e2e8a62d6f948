import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { InterfaceAbi } from 'ethers';

const contractsFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const repository = join(contractsFolder, '..');
const SOURCES = ['PaymentTokens.sol', 'PlainFeed.sol', 'SmartWallet.sol'];

/** What is needed to put a contract on a chain. */
export interface Compiled {
  readonly abi: InterfaceAbi;
  readonly bytecode: string;
}

interface Output {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[];
  readonly contracts: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          { readonly abi: InterfaceAbi; readonly evm: { readonly bytecode: { object: string } } }
        >
      >
    >
  >;
}

/** Compiles the money, the foreign feed and the contract wallet that the Solidity tests use, and gives them by name. */
export function compileStrangers(): ReadonlyMap<string, Compiled> {
  const solc = createRequire(import.meta.url).resolve('solc/solc.js');
  const input = {
    language: 'Solidity',
    sources: Object.fromEntries(
      SOURCES.map((name) => [
        name,
        { content: readFileSync(join(contractsFolder, 'test', 'support', name), 'utf8') },
      ]),
    ),
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 200 },
      outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
    },
  };
  const said = execFileSync(
    process.execPath,
    [solc, '--standard-json', '--base-path', '.', '--include-path', 'node_modules'],
    { cwd: repository, input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 1 << 26 },
  );
  const output = JSON.parse(said.slice(said.indexOf('{'))) as Output;
  const problem = output.errors?.find(({ severity }) => severity === 'error');
  if (problem !== undefined) throw new Error(problem.formattedMessage);
  return new Map(
    Object.values(output.contracts).flatMap((file) =>
      Object.entries(file).map(
        ([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }] as const,
      ),
    ),
  );
}
