import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { ContractFactory, type BaseContract, type Signer } from 'ethers';

const require = createRequire(import.meta.url);
const MOCK = '@chainlink/contracts/src/v0.8/shared/mocks/MockV3Aggregator.sol';

interface Compiler {
  compile(input: string, callbacks: { import(path: string): { contents: string } }): string;
}
interface Compiled {
  contracts: Record<
    string,
    Record<string, { abi: object[]; evm: { bytecode: { object: string } } }>
  >;
}

/** Chainlink's own mock aggregator, as its package has it. */
export interface ChainlinkMock extends BaseContract {
  updateRoundData(
    round: bigint,
    answer: bigint,
    updatedAt: number,
    startedAt: number,
  ): Promise<{ wait(): Promise<unknown> }>;
}

/** Compiles and deploys Chainlink's `MockV3Aggregator`. */
export async function deployChainlinkMock(
  signer: Signer,
  decimals: number,
  answer: bigint,
): Promise<ChainlinkMock> {
  const solc = require('solc') as Compiler;
  const read = (path: string) => ({ contents: readFileSync(require.resolve(path), 'utf8') });
  const input = {
    language: 'Solidity',
    sources: { [MOCK]: { content: read(MOCK).contents } },
    settings: { outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } },
  };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: read })) as Compiled;
  const made = output.contracts[MOCK]?.['MockV3Aggregator'];
  if (!made) throw new Error('the mock does not compile');
  const factory = new ContractFactory<[number, bigint], ChainlinkMock>(
    made.abi,
    made.evm.bytecode.object,
    signer,
  );
  const contract = await factory.deploy(decimals, answer);
  await contract.waitForDeployment();
  return contract;
}
