import type { Block, Node } from '../rpc/node.js';
import { type Abis, decode, type DecodedLog, textArg } from './decode.js';
import type { LedgerContract } from './fact.js';
import { type Lifted, liftTransfers } from './lift-transfers.js';
import { pack, type Packed } from './pack.js';
import { type RawLog, readTransfer, type Transfer } from './transfer.js';

/**
 * Whose logs we read: address (lower case) to the ABI that reads them. An implementation that is cloned is
 * among them: it writes nothing itself, its clones are read by the same ABI.
 */
export type Watched = Map<string, LedgerContract>;

/** A contract a factory made for us in this range. */
export interface Discovered {
  address: string;
  contract: LedgerContract;
  /** The asset it was deployed with; null for a satellite, which the hub ties to its asset later. */
  assetKey: string | null;
  blockNumber: number;
}

/** Blocks `from` to `to` as far as they concern us. */
export interface Range {
  from: number;
  to: number;
  /** Headers to keep, by number: the first, the last, those with logs, and all near the head. */
  blocks: Block[];
  /** All but the transfers, in the chain's order. */
  logs: DecodedLog[];
  /** In the chain's order. */
  transfers: Transfer[];
  /** The transfers as they will be written: made while the database is busy with another range. */
  packed: Packed;
  discovered: Discovered[];
}

/** What is asked of the node. */
export interface RangeRequest {
  from: number;
  to: number;
  watched: Watched;
  /** All headers from here on are kept. */
  keepFrom: number;
  /** Whose satellites are followed: anybody may launch some. Null for nobody's. */
  maker: string | null;
}

/** The node does not (yet) have all of what it was asked for: ask again later. */
export class NodeBehind extends Error {}
/** The chain changed while it was read: read again. */
export class ChainMoved extends Error {}

/** Block headers asked for in one request. */
const HEADER_BATCH = 100;

/**
 * Reads a range of blocks consistently: the hash of the last block, equal before and after, fixes
 * all its ancestors. Logs of tokens and feeds deployed inside the range are in it.
 * @throws NodeBehind, ChainMoved
 */
export async function fetchRange(node: Node, abis: Abis, request: RangeRequest): Promise<Range> {
  const { from, to, watched, keepFrom, maker } = request;
  const last = await node.block(to);
  if (!last) throw new NodeBehind(`the node lacks block ${to}`);
  const { logs, transfers } = await read(node, abis, from, last, watched);
  const discovered = logs.flatMap((log) => [
    ...deployedIn(log),
    ...launchedIn(log, watched, maker),
  ]);
  const newcomers: Watched = new Map(
    discovered
      .map((d) => [d.address.toLowerCase(), d.contract] as const)
      .filter(([address]) => !watched.has(address)),
  );
  const theirs = await read(node, abis, from, last, newcomers);
  const all = { logs: inOrder(logs, theirs.logs), transfers: inOrder(transfers, theirs.transfers) };
  const blocks = await headers(node, wanted(all, from, to, keepFrom));
  if (blocks.at(-1)?.hash !== last.hash) {
    throw new ChainMoved(`block ${to} changed while it was read`);
  }
  checkHashes(blocks, all);
  return { from, to, blocks, ...all, packed: await pack(all.transfers), discovered };
}

/**
 * The range with the logs of contracts that were not known when it was read.
 * @throws NodeBehind, ChainMoved
 */
export async function withNewcomers(
  node: Node,
  abis: Abis,
  range: Range,
  newcomers: Watched,
): Promise<Range> {
  const { from, to } = range;
  const request = { from, to, watched: newcomers, keepFrom: Infinity, maker: null };
  const theirs = await fetchRange(node, abis, request);
  if (theirs.blocks.at(-1)?.hash !== range.blocks.at(-1)?.hash) {
    throw new ChainMoved(`block ${range.to} changed while it was read`);
  }
  const blocks = new Map([...range.blocks, ...theirs.blocks].map((b) => [b.number, b]));
  const transfers = inOrder(range.transfers, theirs.transfers);
  return {
    ...range,
    blocks: [...blocks.values()].sort((a, b) => a.number - b.number),
    logs: inOrder(range.logs, theirs.logs),
    transfers,
    packed: await pack(transfers),
  };
}

/**
 * The logs, from a node that has this very last block: asked in one request, so that one node answers.
 * Behind a balancer the next request may reach a node on another branch, or one that is late and gives
 * fewer logs without a word. Read past `Node.logs`: here most of them are taken from the bytes.
 * @throws ChainMoved
 */
async function read(node: Node, abis: Abis, from: number, last: Block, watched: Watched) {
  if (watched.size === 0) return { logs: [], transfers: [] };
  const to = hex(last.number);
  const filter = { fromBlock: hex(from), toBlock: to, address: [...watched.keys()] };
  const header = { method: 'eth_getBlockByNumber', params: [to, false] };
  const isToken = (address: string) => watched.get(address) === 'AssetToken';
  let lifted: Lifted['transfers'] = [];
  const [before, raw, after] = (await node.rpc.batch<unknown>(
    [header, { method: 'eth_getLogs', params: [filter] }, header],
    (body) => {
      const { transfers, rest } = liftTransfers(body, isToken);
      lifted = transfers;
      return JSON.parse(rest);
    },
  )) as [{ hash: string } | null, RawLog[], { hash: string } | null];
  if (before?.hash !== last.hash || after?.hash !== last.hash) {
    throw new ChainMoved(`block ${last.number} changed while its logs were read`);
  }
  const others = sort(abis, watched, raw);
  return { ...others, transfers: inOrder(lifted, others.transfers) };
}

const hex = (number: number): string => `0x${number.toString(16)}`;

function sort(abis: Abis, watched: Watched, raw: RawLog[]): Pick<Range, 'logs' | 'transfers'> {
  const logs: DecodedLog[] = [];
  const transfers: Transfer[] = [];
  for (const log of raw) {
    const address = watched.has(log.address) ? log.address : log.address.toLowerCase();
    const contract = watched.get(address);
    if (!contract) continue;
    const transfer = contract === 'AssetToken' ? readTransfer(address, log) : null;
    if (transfer) {
      transfers.push(transfer);
      continue;
    }
    const decoded = decode(abis, contract, log);
    if (!decoded) continue;
    const position = { blockNumber: Number(log.blockNumber), logIndex: Number(log.logIndex) };
    logs.push({ ...log, ...position, contract, ...decoded });
  }
  return { logs: inOrder(logs, []), transfers: inOrder(transfers, []) };
}

function inOrder<L extends { blockNumber: number; logIndex: number }>(a: L[], b: L[]): L[] {
  const all = b.length === 0 ? a : [...a, ...b];
  return all.sort((x, y) => x.blockNumber - y.blockNumber || x.logIndex - y.logIndex);
}

function deployedIn(log: DecodedLog): Discovered[] {
  if (log.contract !== 'AssetFactory' || log.event !== 'AssetDeployed') return [];
  const at = { assetKey: textArg(log.args, 'assetId'), blockNumber: log.blockNumber };
  return [{ address: textArg(log.args, 'token'), contract: 'AssetToken', ...at }];
}

function launchedIn(log: DecodedLog, watched: Watched, maker: string | null): Discovered[] {
  if (log.contract !== 'SatelliteFactory' || log.event !== 'SatelliteLaunched') return [];
  const contract = watched.get(textArg(log.args, 'implementation').toLowerCase());
  if (!contract || textArg(log.args, 'maker') !== maker) return [];
  const address = textArg(log.args, 'satellite');
  return [{ address, contract, assetKey: null, blockNumber: log.blockNumber }];
}

type Logs = Pick<Range, 'logs' | 'transfers'>;

function wanted({ logs, transfers }: Logs, from: number, to: number, keepFrom: number): number[] {
  const numbers = new Set([from, to]);
  for (const log of logs) numbers.add(log.blockNumber);
  for (const transfer of transfers) numbers.add(transfer.blockNumber);
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

/** @throws ChainMoved where a log or a header is of another branch than its neighbour */
function checkHashes(blocks: Block[], { logs, transfers }: Logs): void {
  const hashes = new Map(blocks.map((block) => [block.number, block.hash]));
  for (const log of [logs, transfers].flat()) {
    if (hashes.get(log.blockNumber) !== log.blockHash) {
      throw new ChainMoved(`a log and the header of block ${log.blockNumber} disagree`);
    }
  }
  for (const [i, block] of blocks.entries()) {
    const parent = blocks[i - 1];
    if (parent?.number === block.number - 1 && parent.hash !== block.parentHash) {
      throw new ChainMoved(`block ${block.number} does not follow on block ${parent.number}`);
    }
  }
}
