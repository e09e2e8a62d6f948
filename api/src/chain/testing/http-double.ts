import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Heard {
  /** With its query. */
  path: string;
  headers: IncomingMessage['headers'];
  body: Record<string, unknown>;
}

/** What a double says: a body with its status, or nothing ever (`hang`). */
export type Said = { status?: number; body: unknown; type?: string } | 'hang';

/** A local HTTP server that hears JSON and answers as a test wants. */
export class HttpDouble {
  readonly heard: Heard[] = [];
  private server: Server | null = null;

  constructor(private readonly answer: (heard: Heard) => Said | Promise<Said>) {}

  async start(): Promise<this> {
    this.server = createServer((request, response) => void this.handle(request, response));
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get url(): string {
    const { port } = this.server?.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => this.server?.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = JSON.parse(Buffer.concat(parts).toString() || '{}') as Heard['body'];
    const heard = { path: request.url ?? '', headers: request.headers, body };
    this.heard.push(heard);
    const said = await this.answer(heard);
    if (said === 'hang') return;
    response.writeHead(said.status ?? 200, { 'content-type': said.type ?? 'application/json' });
    response.end(typeof said.body === 'string' ? said.body : JSON.stringify(said.body));
  }
}
