import { type BaseContract, Contract, ContractFactory, type InterfaceAbi } from 'ethers';
import type { TestChain } from './test-chain.js';

interface Compiled {
  abi: InterfaceAbi;
  bytecode: string;
}

/** Puts a contract that is none of ours on the chain, paid for by account 38: `PaymentToken`, `SmartWallet`. */
export async function deployStranger(
  chain: TestChain,
  name: string,
  ...args: unknown[]
): Promise<{ address: string; abi: InterfaceAbi }> {
  const file = new URL('../../../contracts/test/lives/sources.ts', import.meta.url).href;
  const { compileStrangers } = (await import(file)) as {
    compileStrangers: () => ReadonlyMap<string, Compiled>;
  };
  const compiled = compileStrangers().get(name);
  if (!compiled) throw new Error(`there is no ${name}`);
  const factory = new ContractFactory(compiled.abi, compiled.bytecode, chain.wallet(38));
  const made: BaseContract = await factory.deploy(...args);
  await made.waitForDeployment();
  return { address: await made.getAddress(), abi: compiled.abi };
}

/** A contract wallet (ERC-1271) that one key signs for; account 38 makes its calls. */
export class TestContractWallet {
  private constructor(
    readonly address: string,
    private readonly contract: Contract,
  ) {}

  /** @param owner whose signatures are the wallet's */
  static async deploy(chain: TestChain, owner: string): Promise<TestContractWallet> {
    const { address, abi } = await deployStranger(chain, 'SmartWallet', owner);
    return new TestContractWallet(address, new Contract(address, abi, chain.wallet(38)));
  }

  /** Calls another contract in the wallet's name. @returns the block */
  act(to: string, data: string): Promise<number> {
    return this.send('act', to, data);
  }

  /** Signatures of the key before are worth nothing from now on. @returns the block */
  setOwner(owner: string): Promise<number> {
    return this.send('setOwner', owner);
  }

  private async send(verb: string, ...args: unknown[]): Promise<number> {
    const sent = (await this.contract.getFunction(verb).send(...args)) as {
      wait(): Promise<{ blockNumber: number } | null>;
    };
    return (await sent.wait())?.blockNumber ?? 0;
  }
}
