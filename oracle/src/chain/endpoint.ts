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

interface Envelope {
  id?: number;
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
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
 * One EVM node over HTTP. What is asked in the same turn of the event loop travels in one HTTP request (a
 * JSON-RPC batch).
 */
export class Endpoint {
  private id = 0;
  private waiting: Call[] = [];
  /** Host and port: what may be told of an address that can hold a key. */
  readonly name: string;

  constructor(
    private readonly url: string,
    private readonly timeoutMs: number,
  ) {
    this.name = new URL(url).host;
  }

  /** @throws RpcError, RpcUnreachable */
  async call<T>(method: string, params: unknown[]): Promise<T> {
    const { error, result } = await this.enqueue(method, params);
    if (error) throw new RpcError(method, error.code, error.message, revertData(error.data));
    return result as T;
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

/** Nodes put the returned bytes in `data`, or one level deeper. */
function revertData(data: unknown): string | null {
  if (typeof data === 'string') return /^0x[0-9a-f]*$/i.test(data) ? data : null;
  if (data && typeof data === 'object' && 'data' in data) return revertData(data.data);
  return null;
}
