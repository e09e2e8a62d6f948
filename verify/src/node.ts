import { Interface } from 'ethers';
import { NodeSilent, type Rpc } from './rpc.js';

const ABI = new Interface([
  'event Transfer(address indexed from, address indexed to, uint256 value)',
  'event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash)',
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function decimals() view returns (uint8)',
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function getRoundData(uint80) view returns (uint80, int256, uint256, uint256, uint80)',
  'function getDocument(bytes32) view returns (string, bytes32, uint256)',
]);

const topicOf = (event: 'Transfer' | 'DocumentUpdated'): string =>
  ABI.getEvent(event)?.topicHash ?? '';

/** Blocks whose logs are asked for at once; halved where the node says it is too many. */
const RANGE = 50_000;
/** Calls in one request. */
const BATCH = 200;

export interface Block {
  number: number;
  hash: string;
  /** Unix seconds. */
  timestamp: number;
}

/** An ERC-20 transfer. */
export interface Transfer {
  from: string;
  to: string;
  amount: bigint;
  block: number;
  transactionHash: string;
}

interface RawLog {
  address: string;
  topics: string[];
  data: string;
  blockNumber: string;
  logIndex: string;
  transactionHash: string;
  removed?: boolean;
}

/** A view of a contract, at a block named by its hash: a node on another branch cannot answer for it. */
export interface View {
  to: string;
  name: string;
  args?: unknown[];
}

const hex = (number: number): string => `0x${number.toString(16)}`;

/** What the verifier asks of an EVM node. Every method throws NodeSilent, NodeRefuses. */
export class ChainNode {
  constructor(private readonly rpc: Rpc) {}

  async chainId(): Promise<number> {
    return Number(await this.rpc.call<string>('eth_chainId', []));
  }

  async head(): Promise<number> {
    return Number(await this.rpc.call<string>('eth_blockNumber', []));
  }

  /** null where the node does not have it. */
  async block(number: number): Promise<Block | null> {
    const raw = await this.rpc.call<{ number: string; hash: string; timestamp: string } | null>(
      'eth_getBlockByNumber',
      [hex(number), false],
    );
    return raw && { number: Number(raw.number), hash: raw.hash, timestamp: Number(raw.timestamp) };
  }

  /** Answers in the order of the questions, at the block with this hash; at the newest where it is null. */
  async views(views: readonly View[], blockHash: string | null): Promise<unknown[][]> {
    const at = blockHash === null ? 'latest' : { blockHash };
    const answers: unknown[][] = [];
    for (let i = 0; i < views.length; i += BATCH) {
      const part = views.slice(i, i + BATCH);
      const calls = part.map(({ to, name, args = [] }) => [
        { to, data: ABI.encodeFunctionData(name, args) },
        at,
      ]);
      const said = await this.rpc.batch<string>('eth_call', calls);
      answers.push(
        ...said.map((data, j) =>
          Array.from<unknown>(ABI.decodeFunctionResult(part[j]?.name ?? '', readable(data))),
        ),
      );
    }
    return answers;
  }

  /** Every transfer of a token between two blocks, in the order of the chain. */
  async *transfers(token: string, from: number, to: number): AsyncGenerator<Transfer[]> {
    for await (const logs of this.logs(token, [topicOf('Transfer')], from, to)) {
      yield logs.map((log) => ({
        from: addressIn(log.topics[1]),
        to: addressIn(log.topics[2]),
        amount: BigInt(log.data),
        block: Number(log.blockNumber),
        transactionHash: log.transactionHash,
      }));
    }
  }

  /** When a document of this name was set, with which hash, and by which transaction. */
  async registrations(contract: string, name: string, from: number) {
    const found: { hash: string; block: number; transactionHash: string }[] = [];
    const topics = [topicOf('DocumentUpdated'), name];
    for await (const logs of this.logs(contract, topics, from, await this.head())) {
      for (const log of logs) {
        const [, , hash] = ABI.decodeEventLog('DocumentUpdated', log.data, log.topics);
        found.push({
          hash: String(hash),
          block: Number(log.blockNumber),
          transactionHash: log.transactionHash,
        });
      }
    }
    return found;
  }

  /** Who sent a transaction; null where the node does not know it. */
  async sender(transactionHash: string): Promise<string | null> {
    const found = await this.rpc.call<{ from: string } | null>('eth_getTransactionByHash', [
      transactionHash,
    ]);
    return found?.from ?? null;
  }

  private async *logs(
    address: string,
    topics: string[],
    from: number,
    to: number,
  ): AsyncGenerator<RawLog[]> {
    let range = RANGE;
    for (let start = from; start <= to;) {
      const end = Math.min(start + range - 1, to);
      const filter = { address, topics, fromBlock: hex(start), toBlock: hex(end) };
      let logs: RawLog[];
      try {
        logs = await this.rpc.call<RawLog[]>('eth_getLogs', [filter]);
      } catch (error) {
        if (error instanceof NodeSilent || end === start) throw error;
        range = Math.max(1, Math.floor(range / 4));
        continue;
      }
      yield inOrder(logs.filter((log) => log.removed !== true));
      start = end + 1;
    }
  }
}

const inOrder = (logs: RawLog[]): RawLog[] =>
  logs.sort(
    (a, b) =>
      Number(a.blockNumber) - Number(b.blockNumber) || Number(a.logIndex) - Number(b.logIndex),
  );

const addressIn = (topic = ''): string => `0x${topic.slice(-40).toLowerCase()}`;

/** A contract that is not there answers with nothing. */
function readable(data: string): string {
  if (data === '0x') throw new NodeSilent('eth_call: there is no such contract at this block');
  return data;
}
