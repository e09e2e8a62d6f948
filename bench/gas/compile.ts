import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { inRoot, NODE } from '../../scripts/lib/paths.ts';
import type { Artifact } from '../lib/peers.ts';

interface Output {
  errors?: { severity: string; formattedMessage: string }[];
  contracts?: Record<
    string,
    Record<string, { abi: object[]; evm: { bytecode: { object: string } } }>
  >;
}

/** Compiles a contract of this folder with the compiler and the settings of ours. */
export function compile(name: string): Artifact {
  const file = `${name}.sol`;
  const input = {
    language: 'Solidity',
    sources: { [file]: { content: readFileSync(inRoot('bench', 'gas', file), 'utf8') } },
    settings: {
      evmVersion: 'cancun',
      optimizer: { enabled: true, runs: 2000 },
      outputSelection: { [file]: { [name]: ['abi', 'evm.bytecode.object'] } },
    },
  };
  const { stdout } = spawnSync(
    NODE,
    [
      inRoot('node_modules/solc/solc.js'),
      '--standard-json',
      '--include-path',
      'node_modules',
      '--base-path',
      '.',
    ],
    { cwd: inRoot(), input: JSON.stringify(input), encoding: 'utf8', maxBuffer: 2 ** 26 },
  );
  // The command line says a word of its own before the answer.
  const answer = JSON.parse(stdout.slice(stdout.indexOf('{'))) as Output;
  const wrong = (answer.errors ?? []).filter(({ severity }) => severity === 'error');
  if (wrong.length > 0) throw new Error(wrong.map((one) => one.formattedMessage).join('\n'));
  const contract = answer.contracts?.[file]?.[name];
  if (!contract) throw new Error(`${file} has no contract ${name}`);
  return { abi: contract.abi, bytecode: `0x${contract.evm.bytecode.object}` };
}
