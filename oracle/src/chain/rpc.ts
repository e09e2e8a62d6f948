import { RpcUnreachable } from './endpoint.js';
import { Nodes } from './nodes.js';

export { RpcError, RpcUnreachable } from './endpoint.js';

export interface Block {
  number: number;
  hash: string;
  timestamp: number;
  baseFeePerGas: bigint;
}

export interface Log {
  address: string;
  topics: string[];
  data: string;
}

export interface Receipt {
  blockNumber: number;
  blockHash: string;
  succeeded: boolean;
  gasUsed: bigint;
  logs: Log[];
}

interface RawBlock {
  number: string;
  hash: string | null;
  timestamp: string;
  baseFeePerGas?: string;
}

interface RawReceipt {
  blockNumber: string;
  blockHash: string;
  status: string;
  gasUsed: string;
  logs: Log[];
}

/** JSON-RPC without cache, retry or polling: what it answers is what the chain said now. */
export class Rpc {
  private readonly nodes: Nodes;

  /** @param urls the nodes' addresses, separated by commas: see `Nodes` */
  constructor(urls: string, timeoutMs = 15_000) {
    this.nodes = new Nodes(urls.split(','), timeoutMs);
  }

  /** @throws RpcError, RpcUnreachable */
  async call<T>(method: string, params: unknown[] = []): Promise<T> {
    return this.nodes.call<T>(method, params);
  }

  async chainId(): Promise<bigint> {
    return BigInt(await this.call<string>('eth_chainId'));
  }

  /** @throws RpcUnreachable where the node does not have the block */
  async block(tag: 'latest' | 'pending' | number): Promise<Block> {
    const raw = await this.call<RawBlock | null>('eth_getBlockByNumber', [position(tag), false]);
    if (!raw) throw new RpcUnreachable(`the node does not have block ${tag}`);
    return {
      number: Number(raw.number),
      hash: raw.hash ?? '',
      timestamp: Number(raw.timestamp),
      baseFeePerGas: BigInt(raw.baseFeePerGas ?? '0x0'),
    };
  }

  /** `eth_call`; answers 0x-hex. @throws RpcError with the revert data */
  async read(
    to: string,
    data: string,
    tag: 'latest' | 'pending' | number = 'latest',
    from?: string,
  ): Promise<string> {
    return this.call<string>('eth_call', [{ to, data, from }, position(tag)]);
  }

  /** What a contract told in these blocks, both included. @throws RpcError, RpcUnreachable */
  async logs(address: string, fromBlock: number, toBlock: number): Promise<Log[]> {
    const filter = { address, fromBlock: position(fromBlock), toBlock: position(toBlock) };
    return this.call<Log[]>('eth_getLogs', [filter]);
  }

  async receipt(hash: string): Promise<Receipt | null> {
    const raw = await this.call<RawReceipt | null>('eth_getTransactionReceipt', [hash]);
    if (!raw) return null;
    return {
      blockNumber: Number(raw.blockNumber),
      blockHash: raw.blockHash,
      succeeded: BigInt(raw.status) === 1n,
      gasUsed: BigInt(raw.gasUsed),
      logs: raw.logs,
    };
  }

  /** Whether the node has a transaction, in a block or in its pool. */
  async hasTransaction(hash: string): Promise<boolean> {
    return (await this.call<unknown>('eth_getTransactionByHash', [hash])) !== null;
  }

  /** Transactions of an account in the chain (`latest`) or also in the pool (`pending`). */
  async transactionCount(address: string, tag: 'latest' | 'pending'): Promise<number> {
    return Number(await this.call<string>('eth_getTransactionCount', [address, tag]));
  }

  async estimateGas(from: string, to: string, data: string): Promise<bigint> {
    return BigInt(await this.call<string>('eth_estimateGas', [{ from, to, data }, 'pending']));
  }

  /** Wei per gas that the network expects on top of the base fee. */
  async priorityFee(): Promise<bigint> {
    return BigInt(await this.call<string>('eth_maxPriorityFeePerGas'));
  }

  async send(raw: string): Promise<void> {
    await this.call<string>('eth_sendRawTransaction', [raw]);
  }
}

const position = (tag: 'latest' | 'pending' | number) =>
  typeof tag === 'number' ? `0x${tag.toString(16)}` : tag;
