import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Question {
  id: number;
  method: string;
  params: unknown[];
}

/** Something a node does instead of its duty: an answer of its own, or undefined to ask the real one. */
export type Misbehaviour = (question: Question) => Promise<unknown> | undefined;

/** A node that stands in front of a real one, and misbehaves when told. */
export class RpcProxy {
  /** Told for each question; nothing, it is a faithful node. */
  misbehave: Misbehaviour = () => undefined;
  /** The connection is cut instead of an answer. */
  down = false;

  private constructor(
    private readonly server: Server,
    private readonly target: string,
  ) {}

  static async start(target: string): Promise<RpcProxy> {
    const server = createServer((request, response) => {
      if (proxy.down) return request.socket.destroy();
      return void proxy.answer(request).then(
        (body) => response.writeHead(200, { 'content-type': 'application/json' }).end(body),
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const proxy = new RpcProxy(server, target);
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Stays at a block: it knows nothing that came after. */
  lagAt(block: number): void {
    const tag = `0x${block.toString(16)}`;
    this.misbehave = ({ method, params }) => {
      if (method === 'eth_blockNumber') return Promise.resolve(tag);
      if (method === 'eth_getTransactionReceipt') return Promise.resolve(null);
      const newest = params.some((one) => one === 'latest' || one === 'pending');
      const at = params.map((one) => (one === 'latest' || one === 'pending' ? tag : one));
      return newest ? this.ask(method, at) : undefined;
    };
  }

  /** The real node's own answer. */
  async ask(method: string, params: unknown[]): Promise<unknown> {
    const response = await fetch(this.target, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as { result?: unknown; error?: object };
    if (error) throw new NodeSays(error);
    return result;
  }

  private async answer(request: IncomingMessage): Promise<string> {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    const said = JSON.parse(text) as Question | Question[];
    const answers = Array.isArray(said)
      ? Promise.all(said.map((one) => this.envelope(one)))
      : this.envelope(said);
    return JSON.stringify(await answers);
  }

  private async envelope(question: Question): Promise<object> {
    const { id, method, params } = question;
    try {
      const result = await (this.misbehave(question) ?? this.ask(method, params));
      return { jsonrpc: '2.0', id, result };
    } catch (error) {
      if (!(error instanceof NodeSays)) throw error;
      return { jsonrpc: '2.0', id, error: error.told };
    }
  }
}

/** An error as a node tells it: `{ code, message, data }`. */
export class NodeSays extends Error {
  constructor(readonly told: object) {
    super(JSON.stringify(told));
  }
}
