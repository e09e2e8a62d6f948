/** The node answered with an error. `data` is what a reverting call returned, 0x-hex, if anything. */
export class RpcError extends Error {
  constructor(
    readonly method: string,
    readonly rpcCode: number,
    message: string,
    readonly data: string | null,
  ) {
    super(`${method}: ${message}`);
  }
}

/** No usable answer: refused connection, timeout, not JSON. Says nothing about what happened there. */
export class RpcUnreachable extends Error {}

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

interface Envelope {
  id?: number;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
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

interface Call {
  id: number;
  method: string;
  params: unknown[];
  answer: (envelope: Envelope) => void;
  fail: (error: unknown) => void;
}

/** Calls in one HTTP request; public nodes take a hundred and more. */
const LARGEST_BATCH = 100;

/**
 * JSON-RPC without cache, retry or polling: what it answers is what the node said now. What is asked in the same turn
 * of the event loop travels in one HTTP request (a JSON-RPC batch).
 */
export class Rpc {
  private id = 0;
  private waiting: Call[] = [];

  constructor(
    private readonly url: string,
    private readonly timeoutMs = 15_000,
  ) {}

  /** @throws RpcError, RpcUnreachable */
  async call<T>(method: string, params: unknown[] = []): Promise<T> {
    const { error, result } = await this.enqueue(method, params);
    if (error) throw new RpcError(method, error.code, error.message, revertData(error.data));
    return result as T;
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

  private enqueue(method: string, params: unknown[]): Promise<Envelope> {
    const { promise, resolve, reject } = Promise.withResolvers<Envelope>();
    this.id += 1;
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    this.waiting.push({ id: this.id, method, params, answer: resolve, fail: reject });
    return promise;
  }

  private flush(): void {
    const calls = this.waiting;
    this.waiting = [];
    for (let from = 0; from < calls.length; from += LARGEST_BATCH) {
      void this.deliver(calls.slice(from, from + LARGEST_BATCH));
    }
  }

  private async deliver(calls: readonly Call[]): Promise<void> {
    const [only] = calls;
    try {
      if (calls.length === 1 && only) {
        only.answer((await this.post(request(only))) as Envelope);
        return;
      }
      const said = (await this.post(calls.map(request))) as Envelope | Envelope[];
      // A node that refuses the batch as a whole answers with one error.
      const answers = Array.isArray(said) ? new Map(said.map((one) => [one.id, one])) : null;
      for (const call of calls) {
        const answer = answers ? answers.get(call.id) : (said as Envelope);
        if (answer) call.answer(answer);
        else call.fail(new RpcUnreachable(`${call.method}: the node left it unanswered`));
      }
    } catch (error) {
      const why = error instanceof Error ? (error.cause ?? error) : error;
      const reason = why instanceof Error ? why.message || why.name : String(why);
      for (const { method, fail } of calls) {
        fail(new RpcUnreachable(`${method}: the node did not answer (${reason})`));
      }
    }
  }

  private async post(body: unknown): Promise<unknown> {
    const response = await fetch(this.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(this.timeoutMs),
    });
    return response.json();
  }
}

const request = ({ id, method, params }: Call) => ({ jsonrpc: '2.0', id, method, params });

const position = (tag: 'latest' | 'pending' | number) =>
  typeof tag === 'number' ? `0x${tag.toString(16)}` : tag;

/** Nodes put the returned bytes in `data`, or one level deeper. */
function revertData(data: unknown): string | null {
  if (typeof data === 'string') return /^0x[0-9a-f]*$/i.test(data) ? data : null;
  if (data && typeof data === 'object' && 'data' in data) return revertData(data.data);
  return null;
}
