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

  /** Whether the call itself failed on-chain, as opposed to the node refusing the request. */
  get reverted(): boolean {
    return this.data !== null || this.rpcCode === 3 || /revert/i.test(this.message);
  }
}

/** No usable answer: refused connection, timeout, not JSON. Says nothing about what happened there. */
export class RpcUnreachable extends Error {}

/**
 * The nodes answer, and what they say cannot be followed: they differ about a final block, or are
 * behind where they were. Says that one must wait, never that the chain has changed.
 */
export class NotSettled extends RpcUnreachable {}

export interface RpcCall {
  method: string;
  params: unknown[];
}

/** Makes the JSON of an answer's bytes. */
export type Parse = (body: Buffer) => unknown;

/** What can be asked: one node, or several as one. */
export interface JsonRpc {
  /** @throws RpcError, RpcUnreachable */
  call<T>(method: string, params?: unknown[]): Promise<T>;
  /**
   * Many calls in one request, answers in their order. The first error among them is thrown.
   * `parse` reads the body, once for each node that is asked.
   */
  batch<T>(calls: RpcCall[], parse?: Parse): Promise<T[]>;
  /** As `batch`, but an error is the answer of its call only. @throws RpcUnreachable */
  settle<T>(calls: RpcCall[]): Promise<(T | RpcError)[]>;
}

interface Envelope {
  id: number;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/**
 * JSON-RPC over HTTP and nothing more: no cache, no retry, no polling of its own, so that what it
 * answers is what the node said now. Errors carry the method, never the URL (it may hold a key).
 */
export class Rpc implements JsonRpc {
  private id = 0;

  constructor(
    private readonly url: string,
    private readonly timeoutMs = 15_000,
  ) {}

  async call<T>(method: string, params: unknown[] = []): Promise<T> {
    const id = ++this.id;
    const answer = (await this.post(method, { jsonrpc: '2.0', id, method, params })) as Envelope;
    return unwrap(method, answer) as T;
  }

  async batch<T>(calls: RpcCall[], parse?: Parse): Promise<T[]> {
    const answers = await this.settle<T>(calls, parse);
    return answers.map((answer) => {
      if (answer instanceof RpcError) throw answer;
      return answer;
    });
  }

  /** As `batch`, but an error is the answer of its call only. @throws RpcUnreachable */
  async settle<T>(calls: RpcCall[], parse?: Parse): Promise<(T | RpcError)[]> {
    if (calls.length === 0) return [];
    const first = this.id + 1;
    this.id += calls.length;
    const body = calls.map((call, i) => ({ jsonrpc: '2.0', id: first + i, ...call }));
    const answer = await this.post('batch', body, parse);
    if (!Array.isArray(answer)) throw new RpcUnreachable('batch: the node did not answer a list');
    const byId = new Map((answer as Envelope[]).map((envelope) => [envelope.id, envelope]));
    return calls.map((call, i) => {
      const envelope = byId.get(first + i);
      if (!envelope) throw new RpcUnreachable(`${call.method}: missing from the node's answer`);
      return settled(call.method, envelope) as T | RpcError;
    });
  }

  private async post(what: string, body: unknown, parse: Parse = asJson): Promise<unknown> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return parse(Buffer.from(await response.arrayBuffer()));
    } catch (error) {
      const why = error instanceof Error ? (error.cause ?? error) : error;
      const reason = why instanceof Error ? why.message || why.name : String(why);
      throw new RpcUnreachable(`${what}: the node did not answer (${reason})`);
    }
  }
}

const asJson: Parse = (body) => JSON.parse(body.toString());

function settled(method: string, envelope: Envelope): unknown {
  try {
    return unwrap(method, envelope);
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
}

function unwrap(method: string, envelope: Envelope): unknown {
  if (!envelope.error) return envelope.result;
  const { code, message, data } = envelope.error;
  throw new RpcError(method, code, message, revertData(data));
}

/** Nodes put the returned bytes in `data`, or one level deeper. */
function revertData(data: unknown): string | null {
  if (typeof data === 'string') return /^0x[0-9a-f]*$/i.test(data) ? data : null;
  if (data && typeof data === 'object' && 'data' in data) return revertData(data.data);
  return null;
}
