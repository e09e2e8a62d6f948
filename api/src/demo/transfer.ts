import { formatDecimal } from '@cadastre/core';
import { Interface, type TransactionReceipt, Wallet, zeroPadValue } from 'ethers';
import { until } from './patience.js';
import { addressOf } from './people.js';
import type { CapTableView, PreflightView } from './views.js';
import type { Step, World } from './world.js';

/** 12 345.678901 shares go from the first investor to the second. */
export const TRANSFERRED = 12_345_678_901n;
/** Gas money for a few transfers: 0.05 of the chain's coin. */
const GAS_MONEY = 50_000_000_000_000_000n;

const erc20 = new Interface([
  'event Transfer(address indexed from, address indexed to, uint256 value)',
]);

export const sharesAreTransferred: Step = {
  name: 'transfer',
  title: 'one investor transfers shares to the other by a transaction of the own wallet',
  async run(world) {
    const { first, second } = world.cast;
    const from = addressOf(first);
    const to = addressOf(second);
    const sent = (await findTransfer(world, from, to)) ?? (await send(world, from, to));
    world.learn('transferHash', sent.hash);
    world.learn('transferBlock', sent.block);
    await ledgerHasReached(world, sent.block);
    return { shares: formatDecimal(TRANSFERRED, 6), transaction: sent.hash, block: sent.block };
  },
};

interface Sent {
  hash: string;
  block: number;
}

/** The transfer, if an earlier attempt got it into a block. */
async function findTransfer(world: World, from: string, to: string): Promise<Sent | null> {
  const topic = erc20.getEvent('Transfer')?.topicHash ?? null;
  const logs = await world.options.rpc.getLogs({
    address: world.know('tokenAddress'),
    topics: [topic, zeroPadValue(from, 32), zeroPadValue(to, 32)],
    fromBlock: 0,
  });
  const log = logs.find((entry) => BigInt(entry.data) === TRANSFERRED);
  return log ? { hash: log.transactionHash, block: log.blockNumber } : null;
}

async function send(world: World, from: string, to: string): Promise<Sent> {
  const investor = await world.as(world.cast.first);
  const preflight = await investor.post<PreflightView>(
    `/tokens/${world.know('tokenId')}/transfers/preflight`,
    { from, to, amountBaseUnits: TRANSFERRED.toString() },
    { repeatable: true },
  );
  if (!preflight.allowed || !preflight.transaction) {
    throw new Error(`the preflight refuses: ${preflight.reason?.sentence ?? 'no reason given'}`);
  }
  await fundGas(world, from);
  const wallet = new Wallet(world.cast.first.walletKey, world.options.rpc);
  const { to: token, data } = preflight.transaction;
  const receipt = await mined(await wallet.sendTransaction({ to: token, data }));
  return { hash: receipt.hash, block: receipt.blockNumber };
}

/** The development chain's faucet gives the wallet its gas money, once. */
export async function fundGas(world: World, address: string): Promise<void> {
  const { rpc, faucetKey } = world.options;
  if ((await rpc.getBalance(address)) >= GAS_MONEY / 2n) return;
  const faucet = new Wallet(faucetKey, rpc);
  await mined(await faucet.sendTransaction({ to: address, value: GAS_MONEY }));
}

async function mined(sent: {
  hash: string;
  wait(): Promise<TransactionReceipt | null>;
}): Promise<TransactionReceipt> {
  const receipt = await sent.wait();
  if (receipt?.status !== 1) throw new Error(`transaction ${sent.hash} did not succeed`);
  return receipt;
}

/** Waits until the API's ledger has taken in a block. */
export async function ledgerHasReached(world: World, block: number): Promise<void> {
  const auditor = await world.as(world.cast.auditor);
  await until(
    () => auditor.get<CapTableView>(`/tokens/${world.know('tokenId')}/cap-table`),
    (table) => table.block.number >= block,
    { what: `the ledger to reach block ${block}` },
  );
}
