import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inRoot, NODE } from '../scripts/lib/paths.ts';
import { ended } from '../scripts/lib/processes.ts';

/** The way to a node, with a watcher who sees every transaction once the node has it. */
export class Road {
  private server: Server | undefined;
  sent = 0;
  onSent: () => void = () => undefined;

  async open(node: string): Promise<string> {
    this.server = createServer((request, response) => {
      void (async () => {
        let body = '';
        for await (const chunk of request) body += String(chunk);
        const headers = { 'content-type': 'application/json' };
        const answer = await fetch(node, { method: 'POST', headers, body });
        const text = await answer.text();
        const calls = [JSON.parse(body)].flat() as { method: string }[];
        const sent = calls.filter(({ method }) => method === 'eth_sendRawTransaction').length;
        this.sent += sent;
        if (sent > 0) this.onSent();
        response.writeHead(answer.status, headers).end(text);
      })().catch(() => response.destroy());
    });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server?.closeAllConnections();
    this.server?.close();
  }
}

/** One of the two commands as a person runs it. */
export class Command {
  readonly child: ChildProcess;
  output = '';

  constructor(script: 'deploy' | 'deploy-check', env: Record<string, string>, args: string[] = []) {
    const line = [inRoot('scripts', `${script}.ts`), '--network', 'local', ...args];
    this.child = spawn(NODE, line, {
      env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => (this.output += chunk));
    }
  }

  async code(): Promise<number | null> {
    await ended(this.child);
    return this.child.exitCode;
  }
}
