import { SettledProvider } from '@cadastre/contracts';
import {
  ContractFactory,
  dataSlice,
  getAddress,
  id,
  type JsonRpcProvider,
  JsonRpcSigner,
  type BaseContract,
  type ContractTransactionResponse,
  type TransactionReceipt,
} from 'ethers';
import { LOCAL_CHAIN_ID, startAnvil } from '../../scripts/lib/anvil.ts';
import type { Artifact } from '../lib/peers.ts';

/** Which of the node's accounts plays whom, on every system alike. */
export const CAST = {
  deployer: 0,
  registrar: 1,
  issuance: 2,
  compliance: 3,
  factory: 4,
  issuer: 5,
  treasurer: 6,
  submitter: 7,
  treasury: 8,
  alice: 20,
  bob: 21,
  newcomer: 22,
  spender: 23,
} as const;
export type Person = keyof typeof CAST;

/** One EVM for every system of a run. */
export interface Chain {
  readonly provider: JsonRpcProvider;
  readonly people: Readonly<Record<Person, JsonRpcSigner>>;
  send(method: string, params: readonly unknown[]): Promise<unknown>;
  /** Time of the newest block, seconds. */
  now(): Promise<bigint>;
  /** Moves the clock and mines a block. */
  pass(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** A new chain whose blocks are one second apart, so that two runs see the same bytes everywhere. */
export async function startChain(): Promise<Chain> {
  const anvil = await startAnvil();
  const provider = new SettledProvider(anvil.url, LOCAL_CHAIN_ID, {
    cacheTimeout: -1,
    staticNetwork: true,
    batchMaxCount: 1,
  });
  const send = (method: string, params: readonly unknown[]): Promise<unknown> =>
    provider.send(method, [...params]) as Promise<unknown>;
  const stop = async (): Promise<void> => {
    provider.destroy();
    await anvil.stop();
  };
  try {
    await send('anvil_setBlockTimestampInterval', [1]);
    const entries = await Promise.all(
      Object.entries(CAST).map(async ([name, i]) => [name, await provider.getSigner(i)] as const),
    );
    const people = Object.fromEntries(entries) as Record<Person, JsonRpcSigner>;
    const now = async (): Promise<bigint> => {
      const head = await provider.getBlock('latest');
      if (!head) throw new Error('The node shows no block');
      return BigInt(head.timestamp);
    };
    const pass = async (seconds: number): Promise<void> => {
      await send('evm_setNextBlockTimestamp', [Number(await now()) + seconds]);
      await send('evm_mine', []);
    };
    return { provider, people, send, now, pass, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The receipt of a transaction that must succeed. */
export async function mined(
  sending: Promise<ContractTransactionResponse>,
): Promise<TransactionReceipt> {
  const receipt = await (await sending).wait();
  if (!receipt) throw new Error('The transaction was not mined');
  return receipt;
}

/** Gas of a whole transaction, the 21,000 every transaction pays included. */
export const gasOf = async (sending: Promise<ContractTransactionResponse>): Promise<bigint> =>
  (await mined(sending)).gasUsed;

/** Deploys a published artifact. */
export async function deploy(
  { abi, bytecode }: Artifact,
  signer: JsonRpcSigner,
  args: readonly unknown[] = [],
): Promise<{ contract: BaseContract; address: string; gas: bigint }> {
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  const receipt = await contract.deploymentTransaction()?.wait();
  if (!receipt) throw new Error('A contract was not deployed');
  return { contract, address: await contract.getAddress(), gas: receipt.gasUsed };
}

/** Somebody without a key whom the node lets act all the same. */
export async function impersonate(
  { provider, send }: Chain,
  address: string,
): Promise<JsonRpcSigner> {
  await send('anvil_impersonateAccount', [address]);
  await send('anvil_setBalance', [address, '0xde0b6b3a7640000']);
  return new JsonRpcSigner(provider, address);
}

/** An address that nobody has the key of, the same on every run. */
export const wallet = (name: string): string => getAddress(dataSlice(id(name), 12));
