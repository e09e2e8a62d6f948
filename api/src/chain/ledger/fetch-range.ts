import type { Block, Log, Node } from '../rpc/node.js';
import { type Abis, decode, type DecodedLog, textArg } from './decode.js';
import type { LedgerContract } from './fact.js';

/** Whose logs we read: address (lower case) to the ABI that reads them. */
export type Watched = Map<string, LedgerContract>;

/** A contract the factory made in this range. */
export interface Discovered {
  address: string;
  contract: LedgerContract;
  assetKey: string;
  blockNumber: number;
}

export interface Range {
  /** Headers to keep: the first, the last, those with logs, and all near the head. */
  blocks: Block[];
  logs: DecodedLog[];
  discovered: Discovered[];
}

/** The node does not (yet) have all of what it was asked for: ask again later. */
export class NodeBehind extends Error {}
/** The chain changed while it was read: read again. */
export class ChainMoved extends Error {}

/** Block headers asked for in one request. */
const HEADER_BATCH = 100;

/**
 * Reads a range of blocks consistently: the hash of the last block, the same with the logs and
 * after them, fixes all its ancestors. Logs of tokens and feeds deployed inside the range are in it.
 * @throws NodeBehind, ChainMoved
 */
export async function fetchRange(
  node: Node,
  abis: Abis,
  watched: Watched,
  from: number,
  to: number,
  keepFrom: number,
): Promise<Range> {
  const { logs: known, last } = await logsOrBehind(node, from, to, [...watched.keys()]);
  const discovered = known.flatMap((log) => deployedIn(abis, watched, log));
  const newcomers = discovered
    .map((d) => d.address.toLowerCase())
    .filter((address) => !watched.has(address));
  const theirs =
    newcomers.length > 0 ? await logsOrBehind(node, from, to, newcomers) : { logs: [], last };
  if (theirs.last.hash !== last.hash) throw moved(to);
  const raw = [...known, ...theirs.logs];
  const everyone: Watched = new Map([
    ...watched,
    ...discovered.map((d) => [d.address.toLowerCase(), d.contract] as const),
  ]);
  const logs = raw
    .flatMap((log) => read(abis, everyone, log))
    .sort((a, b) => a.blockNumber - b.blockNumber || a.logIndex - b.logIndex);
  const blocks = await headers(node, wanted(logs, from, to, keepFrom));
  if (blocks.at(-1)?.hash !== last.hash || !connected(blocks)) throw moved(to);
  const hashes = new Map(blocks.map((block) => [block.number, block.hash]));
  for (const log of logs) {
    if (hashes.get(log.blockNumber) !== log.blockHash) {
      throw new ChainMoved(`a log and the header of block ${log.blockNumber} disagree`);
    }
  }
  return { blocks, logs, discovered };
}

function deployedIn(abis: Abis, watched: Watched, log: Log): Discovered[] {
  if (watched.get(log.address.toLowerCase()) !== 'AssetFactory') return [];
  const decoded = decode(abis, 'AssetFactory', log);
  if (decoded?.event !== 'AssetDeployed') return [];
  const at = { assetKey: textArg(decoded.args, 'assetId'), blockNumber: log.blockNumber };
  return [
    { address: textArg(decoded.args, 'token'), contract: 'AssetToken', ...at },
    { address: textArg(decoded.args, 'navFeed'), contract: 'ReportFeed', ...at },
    { address: textArg(decoded.args, 'reserveFeed'), contract: 'ReportFeed', ...at },
  ];
}

function read(abis: Abis, watched: Watched, log: Log): DecodedLog[] {
  const contract = watched.get(log.address.toLowerCase());
  const decoded = contract && decode(abis, contract, log);
  return contract && decoded ? [{ ...log, contract, ...decoded }] : [];
}

function wanted(logs: Log[], from: number, to: number, keepFrom: number): number[] {
  const numbers = new Set([from, to, ...logs.map((log) => log.blockNumber)]);
  for (let number = Math.max(from, keepFrom); number <= to; number += 1) numbers.add(number);
  return [...numbers].sort((a, b) => a - b);
}

async function headers(node: Node, numbers: number[]): Promise<Block[]> {
  const blocks: Block[] = [];
  for (let i = 0; i < numbers.length; i += HEADER_BATCH) {
    for (const block of await node.blocks(numbers.slice(i, i + HEADER_BATCH))) {
      if (!block) throw new NodeBehind('the node lacks a block of the range');
      blocks.push(block);
    }
  }
  return blocks;
}

const moved = (block: number) => new ChainMoved(`block ${block} changed while it was read`);

async function logsOrBehind(node: Node, from: number, to: number, addresses: string[]) {
  const { logs, before, after } = await node.logs(from, to, addresses);
  if (!before || !after) throw new NodeBehind(`the node lacks block ${to}`);
  if (before.hash !== after.hash) throw moved(to);
  return { logs, last: after };
}

/** Whether neighbours follow on each other: no header came from another branch. */
const connected = (blocks: Block[]): boolean =>
  blocks.every((block, i) => {
    const before = blocks[i - 1];
    return before?.number !== block.number - 1 || before.hash === block.parentHash;
  });
