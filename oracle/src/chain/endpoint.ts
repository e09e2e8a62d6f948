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
  result?: unknown;
  error?: { code: number; message: string; data?: unknown };
}

/** One EVM node over HTTP. */
export class Endpoint {
  private id = 0;
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
    this.id += 1;
    const { error, result } = await this.post(method, params);
    if (error) throw new RpcError(method, error.code, error.message, revertData(error.data));
    return result as T;
  }

  private async post(method: string, params: unknown[]): Promise<Envelope> {
    try {
      const response = await fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ jsonrpc: '2.0', id: this.id, method, params }),
        signal: AbortSignal.timeout(this.timeoutMs),
      });
      return (await response.json()) as Envelope;
    } catch (error) {
      const why = error instanceof Error ? (error.cause ?? error) : error;
      const reason = why instanceof Error ? why.message || why.name : String(why);
      throw new RpcUnreachable(`${method}: the node did not answer (${reason})`);
    }
  }
}

/** Nodes put the returned bytes in `data`, or one level deeper. */
function revertData(data: unknown): string | null {
  if (typeof data === 'string') return /^0x[0-9a-f]*$/i.test(data) ? data : null;
  if (data && typeof data === 'object' && 'data' in data) return revertData(data.data);
  return null;
}
