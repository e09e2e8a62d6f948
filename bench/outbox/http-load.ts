/**
 * The load generator, a process of its own: reads `{ url, callers, milliseconds, requests }` from
 * its parent, posts the requests over as many kept connections as there are callers, and sends back
 * what came of it.
 */
import { Agent, request } from 'node:http';
import { closedLoop, type Loop } from '../lib/closed-loop.ts';

export interface LoadOrder {
  url: string;
  callers: number;
  milliseconds: number;
  requests: { path: string; token: string; key: string }[];
}

process.once('message', (order: LoadOrder) => void run(order));

async function run({ url, callers, milliseconds, requests }: LoadOrder): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: callers });
  const loop: Loop = await closedLoop(callers, milliseconds, requests, ({ path, token, key }) =>
    post(agent, new URL(path, url), token, key),
  );
  agent.destroy();
  process.send?.(loop);
  process.disconnect();
}

function post(agent: Agent, url: URL, token: string, key: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'idempotency-key': key };
    const sent = request(url, { method: 'POST', agent, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        if (response.statusCode === 202) resolve();
        else reject(new Error(`${response.statusCode}: ${Buffer.concat(chunks).toString()}`));
      });
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end();
  });
}
