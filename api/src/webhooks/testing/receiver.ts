import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  id: string;
  type: string;
  number: number;
  body: string;
  headers: Record<string, string | string[] | undefined>;
}

export type Answering = (received: Received, response: ServerResponse) => void | Promise<void>;

/** Answers with a status and nothing else. */
export const answer =
  (status: number, body = ''): Answering =>
  (_, response) => {
    response.writeHead(status).end(body);
  };

/** A customer's own HTTP server. */
export class Receiver {
  readonly received: Received[] = [];
  /** What it does with the next requests; a test may change it at any time. */
  answering: Answering = answer(204);
  private constructor(private readonly server: Server) {}

  static async start(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const body = Buffer.concat(chunks).toString();
        const { id, type, number } = JSON.parse(body) as Received;
        const received = { id, type, number, body, headers: request.headers };
        receiver.received.push(received);
        void receiver.answering(received, response);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`;
  }

  get numbers(): number[] {
    return this.received.map(({ number }) => number);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** The check as a receiver writes it from the documentation. */
export function isSignedBy(secret: string, { body, headers }: Received): boolean {
  const parts = String(headers['cadastre-signature']).split(',');
  const time = parts[0]?.replace('t=', '') ?? '';
  if (Math.abs(Date.now() / 1000 - Number(time)) > 300) return false;
  const own = createHmac('sha256', secret).update(`${time}.${body}`).digest();
  return parts
    .slice(1)
    .map((part) => Buffer.from(part.replace('v1=', ''), 'hex'))
    .some((mark) => mark.length === own.length && timingSafeEqual(mark, own));
}
