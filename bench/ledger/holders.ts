import {
  type Database,
  holdersPage,
  pack,
  projectTransfers,
  streamHolders,
  type Transfer,
} from '@cadastre/api/ledger';
import { ZeroAddress, zeroPadValue } from 'ethers';
import { wallet } from './chain.ts';

const TOKEN = wallet('a token with many holders');
const BATCH = 20_000;
const PER_BLOCK = 1_000;
const PAGE = 100;
const PAGES = 50;

export interface HolderFigures {
  firstPageMs: number;
  streamSeconds: number;
  /** By how much the process's memory rose while it read all of them, MB. */
  streamMegabytes: number;
}

/**
 * Holders as of a block after which a fifth of them have moved. The rows are made by the ledger's own
 * projection from transfers that are on no chain: a million registered wallets would take an hour.
 */
export async function measureHolders(db: Database, count: number): Promise<HolderFigures> {
  const asOf = await fill(db, count);
  const times: number[] = [];
  for (let i = 0; i < PAGES; i += 1) {
    const started = performance.now();
    const { holders } = await holdersPage(db.em, TOKEN, asOf, PAGE);
    times.push(performance.now() - started);
    if (holders.length !== PAGE) throw new Error('The first page is not full');
  }
  let streamed = 0;
  let sum = 0n;
  const before = process.memoryUsage().rss;
  let most = before;
  const started = performance.now();
  for await (const batch of streamHolders(db.em, TOKEN, asOf)) {
    streamed += batch.length;
    for (const { amountBaseUnits } of batch) sum += amountBaseUnits;
    most = Math.max(most, process.memoryUsage().rss);
  }
  const streamSeconds = (performance.now() - started) / 1000;
  if (streamed !== count || sum !== BigInt(count) * 1_000n) {
    throw new Error(`The stream gave ${streamed} holders with ${sum} units`);
  }
  return {
    firstPageMs: times.sort((a, b) => a - b)[Math.floor(PAGES * 0.95)] ?? 0,
    streamSeconds,
    streamMegabytes: (most - before) / 1e6,
  };
}

/** Issues to everybody, then moves every fifth holder's units to the next. Answers the block between. */
async function fill(db: Database, count: number): Promise<number> {
  const holders = Array.from({ length: count }, (_, i) => zeroPadValue(wallet(`holder ${i}`), 32));
  const nobody = zeroPadValue(ZeroAddress, 32);
  let block = 0;
  const write = async (pairs: [string, string][], amount: bigint): Promise<void> => {
    for (let i = 0; i < pairs.length; i += BATCH) {
      const transfers = pairs.slice(i, i + BATCH).map(([sender, receiver], j): Transfer => {
        if (j % PER_BLOCK === 0) block += 1;
        return transferOf(block, j % PER_BLOCK, sender, receiver, amount);
      });
      await db.transaction(async (em) => projectTransfers(em, await pack(transfers)));
    }
  };
  await write(
    holders.map((holder) => [nobody, holder]),
    1_000n,
  );
  const asOf = block;
  const movers = holders.flatMap((holder, i): [string, string][] => {
    const next = holders[i + 1];
    return i % 5 === 0 && next ? [[holder, next]] : [];
  });
  await write(movers, 1_000n);
  // What the server's own vacuum does within minutes.
  await db.sql('VACUUM ANALYZE api.holding');
  await db.sql('VACUUM ANALYZE api.holding_change');
  return asOf;
}

function transferOf(
  blockNumber: number,
  logIndex: number,
  sender: string,
  receiver: string,
  amount: bigint,
): Transfer {
  const blockHash = `0x${blockNumber.toString(16).padStart(64, '0')}`;
  const position = { blockNumber, blockHash, logIndex, transactionHash: blockHash };
  return { ...position, token: TOKEN, sender, receiver, amount };
}
