import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lagging, type RpcBody, type RpcReply } from './lagging.ts';
import type { Perils } from './perils.ts';

/** What is wrong with the way from one worker to its node just now. */
export interface RpcTrouble {
  /** Until this moment nothing gets through (ms, `Date.now`). */
  refuseUntil: number;
  /** Every answer, or every second one, or only the head's, is of so many blocks ago. */
  late: { how: 'lag' | 'older' | 'flap'; blocks: number; until: number } | null;
  /** Every second request, or every one, goes to another node. */
  other: { url: string; until: number; always: boolean } | null;
}

const NO_TROUBLE: RpcTrouble = {
  refuseUntil: 0,
  late: null,
  other: null,
};

/** Asked at each call; `spare` lets it go on, the others end the worker. */
export type Gate = () => 'spare' | 'before' | 'after';

/** Stands between one worker and the node: counts, delays, repeats, swallows and ages what it carries. */
export class RpcProxy {
  readonly trouble: RpcTrouble = { ...NO_TROUBLE };
  private readonly agent = new Agent({ keepAlive: true });
  private readonly server = createServer((incoming, answer) => {
    this.serving += 1;
    this.serve(incoming, answer)
      .catch(() => incoming.socket.destroy())
      .finally(() => (this.serving -= 1));
  });
  private serving = 0;
  private readonly nodeUrl: string;
  private readonly perils: Perils;
  private readonly gate: Gate;
  private readonly kill: () => void;
  /** Told of every transaction that is sent. */
  onSend: () => void = () => undefined;
  private turn = 0;

  constructor(nodeUrl: string, perils: Perils, gate: Gate, kill: () => void) {
    this.nodeUrl = nodeUrl;
    this.perils = perils;
    this.gate = gate;
    this.kill = kill;
  }

  async listen(): Promise<string> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.listen(0, '127.0.0.1', () => resolve());
    await promise;
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  calm(): void {
    Object.assign(this.trouble, NO_TROUBLE);
  }

  /** Ends when nothing is on its way to the node any more. */
  async idle(): Promise<void> {
    while (this.serving > 0) await sleep(10);
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
    this.agent.destroy();
  }

  private async serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(incoming)) as RpcBody;
    const { trouble, perils } = this;
    if (Date.now() < trouble.refuseUntil) {
      incoming.socket.destroy();
      return;
    }
    const fate = this.gate();
    if (fate === 'before') {
      this.kill();
      return;
    }
    const isSend = [body].flat().some(({ method }) => method === 'eth_sendRawTransaction');
    if (isSend) this.onSend();
    if (isSend && perils.holdNextSendMs > 0) {
      const ms = perils.holdNextSendMs;
      perils.holdNextSendMs = 0;
      await sleep(ms);
    }
    if (isSend && perils.doubledSends > 0) {
      perils.doubledSends -= 1;
      await this.ask(this.nodeUrl, body);
    }
    const reply = await this.carry(body);
    if (fate === 'after') {
      this.kill();
      return;
    }
    if (isSend && perils.unansweredSends > 0) {
      perils.unansweredSends -= 1;
      await sleep(perils.breakMs);
      incoming.socket.destroy();
      return;
    }
    answer.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(reply));
  }

  private async carry(body: RpcBody): Promise<RpcReply> {
    const { late, other } = this.trouble;
    this.turn += 1;
    if (other && Date.now() < other.until) {
      return this.ask(other.always || this.turn % 2 === 0 ? other.url : this.nodeUrl, body);
    }
    if (late && Date.now() < late.until && (late.how !== 'flap' || this.turn % 2 === 0)) {
      return lagging(late.how === 'older', late.blocks, body, (one) => this.ask(this.nodeUrl, one));
    }
    return this.ask(this.nodeUrl, body);
  }

  private async ask(url: string, body: RpcBody): Promise<RpcReply> {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const asked = request(
      url,
      { method: 'POST', agent: this.agent, headers: { 'content-type': 'application/json' } },
      resolve,
    );
    asked.on('error', reject);
    asked.end(JSON.stringify(body));
    return JSON.parse(await text(await promise)) as RpcReply;
  }
}

async function text(stream: IncomingMessage): Promise<string> {
  let all = '';
  stream.setEncoding('utf8');
  for await (const chunk of stream) all += String(chunk);
  return all;
}
