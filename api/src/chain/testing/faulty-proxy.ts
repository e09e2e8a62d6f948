import { Rpc } from '../rpc/rpc.js';
import { type Heard, HttpDouble, type Said } from './http-double.js';

interface Call {
  id: number;
  method: string;
  params: unknown[];
}

/** A node in front of a node: answers as the one behind it, but for what a test makes it say. */
export class FaultyProxy {
  /**
   * `hang`: takes the request and never answers; `refuse`: answers 503 and no JSON; `limit`: answers
   * that it was asked too much.
   */
  mode: 'well' | 'hang' | 'refuse' | 'limit' = 'well';
  /** Newest blocks it has not seen. */
  behind = 0;
  /** Whether it has thrown away every state but the newest. */
  pruned = false;
  /** Block number to the hash it says instead. */
  readonly lies = new Map<number, string>();
  /** The chain it says it is of, 0x-hex, if not the true one. */
  chainId: string | null = null;
  /** Methods it was asked, in order. */
  readonly asked: string[] = [];
  private readonly upstream: Rpc;
  private readonly http = new HttpDouble((heard) => this.answer(heard));

  constructor(upstream: string) {
    this.upstream = new Rpc(upstream);
  }

  async start(): Promise<this> {
    await this.http.start();
    return this;
  }

  get url(): string {
    return this.http.url;
  }

  stop(): Promise<void> {
    return this.http.stop();
  }

  private async answer({ body }: Heard): Promise<Said> {
    const calls = (Array.isArray(body) ? body : [body]) as Call[];
    this.asked.push(...calls.map(({ method }) => method));
    if (this.mode === 'hang') return 'hang';
    if (this.mode === 'refuse') return { status: 503, body: 'service unavailable' };
    const answers = await Promise.all(calls.map((call) => this.one(call)));
    return { body: Array.isArray(body) ? answers : answers[0] };
  }

  private async one({ id, method, params }: Call): Promise<unknown> {
    if (this.mode === 'limit') return { id, error: { code: -32_005, message: 'limit exceeded' } };
    try {
      const result = await this.result(method, params);
      return { jsonrpc: '2.0', id, result };
    } catch (error) {
      const { rpcCode: code, message, data } = error as Error & { rpcCode: number; data: unknown };
      return { jsonrpc: '2.0', id, error: { code, message, data } };
    }
  }

  private async result(method: string, params: unknown[]): Promise<unknown> {
    if (method === 'eth_getBlockByNumber') return this.block(params);
    if (method === 'eth_call' && this.pruned && params[1] !== 'latest') {
      throw Object.assign(new Error('missing trie node'), { rpcCode: -32_000 });
    }
    if (method === 'eth_chainId' && this.chainId) return this.chainId;
    return this.upstream.call(method, params);
  }

  private async block([tag, full]: unknown[]): Promise<unknown> {
    const head = Number(await this.upstream.call<string>('eth_blockNumber')) - this.behind;
    const number = tag === 'latest' || tag === 'pending' ? head : Number(tag);
    if (number > head) return null;
    const params = [`0x${number.toString(16)}`, full];
    const block = await this.upstream.call<object | null>('eth_getBlockByNumber', params);
    const lie = this.lies.get(number);
    return lie && block ? { ...block, hash: lie } : block;
  }
}
