/**
 * The load generator, a process of its own: reads an order from its parent, sends its requests over
 * kept connections, and sends back what came of it.
 */
import { Agent, request } from 'node:http';
import { closedLoop, type Loop } from './closed-loop.ts';
import { openLoop } from './open-loop.ts';

export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  token: string;
  /** Idempotency-Key of what changes something. */
  key?: string;
}

export interface LoadOrder {
  url: string;
  requests: LoadRequest[];
  /** So many callers, each waiting for its answer; or so many requests a second, whatever the answers do. */
  pace: { callers: number; milliseconds: number } | { perSecond: number };
}

/** Connections of an open loop: more than are ever under way at once where the server keeps up. */
const MOST_SOCKETS = 256;

process.once('message', (order: LoadOrder) => void run(order));

async function run({ url, requests, pace }: LoadOrder): Promise<void> {
  const maxSockets = 'callers' in pace ? pace.callers : MOST_SOCKETS;
  const agent = new Agent({ keepAlive: true, maxSockets });
  const act = (one: LoadRequest): Promise<void> => send(agent, url, one);
  const loop: Loop =
    'callers' in pace
      ? await closedLoop(pace.callers, pace.milliseconds, requests, act)
      : await openLoop(pace.perSecond, requests, act);
  agent.destroy();
  process.send?.(loop);
  process.disconnect();
}

function send(agent: Agent, url: string, { method, path, token, key }: LoadRequest): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, ...(key && { 'idempotency-key': key }) };
    const sent = request(new URL(path, url), { method, agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const { statusCode = 0 } = response;
        if (statusCode >= 200 && statusCode < 300) resolve();
        else reject(new Error(`${path}: ${statusCode}: ${Buffer.concat(chunks).toString()}`));
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
