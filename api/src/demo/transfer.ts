import { formatDecimal } from '@cadastre/core';
import { Interface, zeroPadValue } from 'ethers';
import { ledgerReaches } from './desk/tokens.js';
import { signAndSend } from './desk/wallets.js';
import { addressOf } from './people.js';
import type { PreflightView } from './views.js';
import type { Step, World } from './world.js';

/** 12 345.678901 shares go from the first investor to the second. */
export const TRANSFERRED = 12_345_678_901n;
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
    await ledgerReaches(world, world.know('tokenId'), sent.block);
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
  const receipt = await signAndSend(world, world.cast.first, [preflight.transaction]);
  return { hash: receipt.hash, block: receipt.blockNumber };
}
