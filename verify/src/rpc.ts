/** The node gave no usable answer. */
export class NodeSilent extends Error {}

/** The node answered that it cannot or will not: a pruned state, a range too large. */
export class NodeRefuses extends Error {
  constructor(
    readonly method: string,
    message: string,
  ) {
    super(`${method}: ${message}`);
  }
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

interface Answer {
  id?: unknown;
  result?: unknown;
  error?: { message?: unknown };
}

const TIMEOUT_MS = 30_000;

/** JSON-RPC over HTTP, in Node and in a browser. Nothing but these requests leaves the machine. */
export class Rpc {
  private id = 0;

  /** @param fetch the platform's, unless a test brings another */
  constructor(
    private readonly url: string,
    private readonly fetch: Fetch = (address, init) => globalThis.fetch(address, init),
  ) {}

  /** @throws NodeSilent, NodeRefuses */
  async call<Result>(method: string, params: unknown[]): Promise<Result> {
    const [result] = await this.batch<Result>(method, [params]);
    return result as Result;
  }

  /** The same question many times, in one request; answers in their order. @throws NodeSilent, NodeRefuses */
  async batch<Result>(method: string, all: unknown[][]): Promise<Result[]> {
    if (all.length === 0) return [];
    const first = this.id + 1;
    this.id += all.length;
    const requests = all.map((params, i) => ({ jsonrpc: '2.0', id: first + i, method, params }));
    const said = await this.post(method, requests.length === 1 ? requests[0] : requests);
    const answers = new Map(
      (Array.isArray(said) ? said : [said]).map((one: Answer) => [one.id, one]),
    );
    return all.map((_params, i) => {
      const answer = answers.get(first + i);
      if (answer?.error) throw new NodeRefuses(method, String(answer.error.message));
      if (answer?.result === undefined)
        throw new NodeSilent(`${method}: no answer to the question`);
      return answer.result as Result;
    });
  }

  private async post(method: string, body: unknown): Promise<unknown> {
    try {
      const response = await this.fetch(this.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        credentials: 'omit',
        referrerPolicy: 'no-referrer',
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      return await response.json();
    } catch (error) {
      const cause = error instanceof Error ? (error.cause ?? error) : error;
      const why = cause instanceof Error ? cause.message || cause.name : String(cause);
      throw new NodeSilent(`${method}: ${why}`);
    }
  }
}
