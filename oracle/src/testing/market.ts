import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How a question for the price is answered. */
export type Answering = (response: ServerResponse) => void;

/** Answers with a body, as JSON unless told otherwise. */
export const answer =
  (body: string, type = 'application/json', status = 200): Answering =>
  (response) => {
    response.writeHead(status, { 'content-type': type });
    response.end(body);
  };

/** The price as the source writes it, of a moment in ISO text. */
export const price = (written: string, at: string): string => `{"usd":${written},"at":"${at}"}`;

/** A web server that says `/price` as it is told to, well or badly, and 1 at `/fixed`. */
export class Market {
  answering: Answering = answer('{}');

  private constructor(private readonly server: Server) {}

  static async start(): Promise<Market> {
    const server = createServer((request, response) => {
      if (request.url === '/fixed') answer('{"value":1}')(response);
      else market.answering(response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const market = new Market(server);
    return market;
  }

  url(path: 'price' | 'fixed'): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/${path}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
