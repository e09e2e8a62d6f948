import { Inject, Injectable } from '@nestjs/common';
import { type JsonRpc, Rpc, type RpcCall, RpcError } from './rpc.js';

export interface Block {
  number: number;
  hash: string;
  parentHash: string;
  timestamp: number;
  baseFeePerGas: bigint;
}

export interface Log {
  blockNumber: number;
  blockHash: string;
  transactionHash: string;
  logIndex: number;
  address: string;
  topics: string[];
  data: string;
}

export interface Receipt {
  transactionHash: string;
  blockNumber: number;
  blockHash: string;
  succeeded: boolean;
  gasUsed: bigint;
  feeWei: bigint;
}

export interface Call {
  from?: string;
  to: string;
  data: string;
}

export type BlockTag = 'latest' | 'pending' | number;

interface RawBlock {
  number: string;
  hash: string;
  parentHash: string;
  timestamp: string;
  baseFeePerGas?: string;
}
interface RawLog extends Omit<Log, 'blockNumber' | 'logIndex'> {
  blockNumber: string;
  logIndex: string;
}
interface RawReceipt {
  transactionHash: string;
  blockNumber: string;
  blockHash: string;
  status: string;
  gasUsed: string;
  effectiveGasPrice: string;
}

/** A transaction as the node writes it. */
export interface RawTransaction {
  hash: string;
  from: string;
  to: string | null;
  nonce: string;
  input: string;
  type: string;
  value: string;
  gas: string;
  maxFeePerGas?: string;
  maxPriorityFeePerGas?: string;
  r: string;
  s: string;
  v: string;
  yParity?: string;
}

const tagged = (tag: BlockTag): string => (typeof tag === 'number' ? `0x${tag.toString(16)}` : tag);

/** What the outbox and the ledger ask of an EVM node, typed. Every answer is fresh. */
@Injectable()
export class Node {
  constructor(@Inject(Rpc) readonly rpc: JsonRpc) {}

  async chainId(): Promise<number> {
    return Number(await this.rpc.call<string>('eth_chainId'));
  }

  /** The block, or null where the node does not have it (yet). */
  async block(tag: BlockTag): Promise<Block | null> {
    const raw = await this.rpc.call<RawBlock | null>(...blockCall(tag));
    return raw && readBlock(raw);
  }

  async blocks(numbers: number[]): Promise<(Block | null)[]> {
    const calls = numbers.map((number): RpcCall => {
      const [method, params] = blockCall(number);
      return { method, params };
    });
    const raw = await this.rpc.batch<RawBlock | null>(calls);
    return raw.map((block) => block && readBlock(block));
  }

  /** Blocks with their transactions. @throws Error where it lacks one */
  async bodies(numbers: number[]): Promise<{ block: Block; transactions: RawTransaction[] }[]> {
    const raw = await this.rpc.batch<(RawBlock & { transactions: RawTransaction[] }) | null>(
      numbers.map((number) => ({
        method: 'eth_getBlockByNumber',
        params: [tagged(number), true],
      })),
    );
    return raw.map((block, i) => {
      if (!block) throw new Error(`the node has no block ${numbers[i]}`);
      return { block: readBlock(block), transactions: block.transactions };
    });
  }

  async head(): Promise<Block> {
    const block = await this.block('latest');
    if (!block) throw new Error('the node has no latest block');
    return block;
  }

  /**
   * The logs of a range, and its last block before and after: asked in one request, so that one node
   * answers. Behind a balancer the next request may reach a node on another branch, or one that is
   * late and gives fewer logs without a word.
   */
  async logs(
    fromBlock: number,
    toBlock: number,
    addresses: string[],
  ): Promise<{ logs: Log[]; before: Block | null; after: Block | null }> {
    const filter = { fromBlock: tagged(fromBlock), toBlock: tagged(toBlock), address: addresses };
    const [method, params] = blockCall(toBlock);
    const [before, raw, after] = (await this.rpc.batch<unknown>([
      { method, params },
      { method: 'eth_getLogs', params: [filter] },
      { method, params },
    ])) as [RawBlock | null, RawLog[], RawBlock | null];
    const logs = raw.map((log) => ({
      ...log,
      blockNumber: Number(log.blockNumber),
      logIndex: Number(log.logIndex),
    }));
    return { logs, before: before && readBlock(before), after: after && readBlock(after) };
  }

  /** Returned bytes, 0x-hex. @throws RpcError with `reverted` where the call reverts */
  call(call: Call, tag: BlockTag): Promise<string> {
    return this.rpc.call<string>('eth_call', [call, tagged(tag)]);
  }

  async estimateGas(call: Call): Promise<bigint> {
    return BigInt(await this.rpc.call<string>('eth_estimateGas', [call, 'pending']));
  }

  /** Transactions the account has had executed (`latest`), or also those waiting (`pending`). */
  async transactionCount(address: string, tag: BlockTag): Promise<number> {
    return Number(await this.rpc.call<string>('eth_getTransactionCount', [address, tagged(tag)]));
  }

  async balance(address: string): Promise<bigint> {
    return BigInt(await this.rpc.call<string>('eth_getBalance', [address, 'latest']));
  }

  async receipts(hashes: string[]): Promise<(Receipt | null)[]> {
    const raw = await this.rpc.batch<RawReceipt | null>(
      hashes.map((hash) => ({ method: 'eth_getTransactionReceipt', params: [hash] })),
    );
    return raw.map((receipt) => receipt && readReceipt(receipt));
  }

  /** Whether the node has the transaction, waiting or in a block. */
  async knows(hash: string): Promise<boolean> {
    return (await this.rpc.call<unknown>('eth_getTransactionByHash', [hash])) !== null;
  }

  sendRaw(raw: string): Promise<string> {
    return this.rpc.call<string>('eth_sendRawTransaction', [raw]);
  }

  /**
   * Hands over many in one request; answers each one's hash or what the node said against it.
   * @throws RpcUnreachable where nothing is known of any
   */
  async sendAll(raws: string[]): Promise<(string | Error)[]> {
    return this.rpc.settle<string>(
      raws.map((raw) => ({ method: 'eth_sendRawTransaction', params: [raw] })),
    );
  }

  /** The node's suggestion, wei per gas; a node without the method gets 1 gwei. */
  async priorityFee(): Promise<bigint> {
    try {
      return BigInt(await this.rpc.call<string>('eth_maxPriorityFeePerGas'));
    } catch (error) {
      if (error instanceof RpcError) return 1_000_000_000n;
      throw error;
    }
  }
}

const blockCall = (tag: BlockTag): [string, unknown[]] => [
  'eth_getBlockByNumber',
  [tagged(tag), false],
];

const readBlock = (raw: RawBlock): Block => ({
  number: Number(raw.number),
  hash: raw.hash,
  parentHash: raw.parentHash,
  timestamp: Number(raw.timestamp),
  baseFeePerGas: BigInt(raw.baseFeePerGas ?? 0),
});

const readReceipt = (raw: RawReceipt): Receipt => ({
  transactionHash: raw.transactionHash,
  blockNumber: Number(raw.blockNumber),
  blockHash: raw.blockHash,
  succeeded: BigInt(raw.status) === 1n,
  gasUsed: BigInt(raw.gasUsed),
  feeWei: BigInt(raw.gasUsed) * BigInt(raw.effectiveGasPrice),
});
