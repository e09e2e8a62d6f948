import { type TransactionReceipt, Wallet } from 'ethers';
import type { Investor } from '../people.js';
import type { World } from '../world.js';

/** Gas money for many transactions: 0.05 of the chain's coin. */
const GAS_MONEY = 50_000_000_000_000_000n;
/** The last of the accounts that the local chain funds pays the gas of the story's wallets. */
const FAUCET = 39;

/** A transaction as the API gives it to a wallet. */
export interface Call {
  to: string;
  data: string;
}

/** The investor's wallet signs what it was given, in that order. @returns the last receipt */
export async function signAndSend(
  world: World,
  investor: Investor,
  calls: readonly Call[],
): Promise<TransactionReceipt> {
  const wallet = new Wallet(investor.walletKey, world.options.rpc);
  await fundGas(world, wallet.address);
  let receipt: TransactionReceipt | undefined;
  for (const { to, data } of calls) {
    receipt = await mined(await wallet.sendTransaction({ to, data }));
  }
  if (!receipt) throw new Error(`${investor.name} was given nothing to sign`);
  return receipt;
}

/** The development chain's faucet gives the wallet its gas money, once. */
export async function fundGas(world: World, address: string): Promise<void> {
  if ((await world.options.rpc.getBalance(address)) >= GAS_MONEY / 2n) return;
  await mined(await world.account(FAUCET).sendTransaction({ to: address, value: GAS_MONEY }));
}

/** Waits for the receipt. @throws Error where the transaction did not succeed */
export async function mined(sent: {
  hash: string;
  wait(): Promise<TransactionReceipt | null>;
}): Promise<TransactionReceipt> {
  const receipt = await sent.wait();
  if (receipt?.status !== 1) throw new Error(`transaction ${sent.hash} did not succeed`);
  return receipt;
}
