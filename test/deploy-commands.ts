import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { SettledProvider } from '@cadastre/contracts';
import { type RunningAnvil, startAnvil } from '../scripts/lib/anvil.ts';
import { inRoot, NODE } from '../scripts/lib/paths.ts';
import { ended } from '../scripts/lib/processes.ts';
import { rpc } from '../scripts/lib/rpc.ts';
import { environment, Folder } from './harness.ts';

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
      env: { ...environment, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding('utf8');
      stream?.on('data', (chunk: string) => (this.output += chunk));
    }
  }

  /** Waits for the end. @returns the exit code; null where a signal ended it */
  async code(): Promise<number | null> {
    await ended(this.child);
    return this.child.exitCode;
  }

  /** @returns what it said on its way to a good end */
  succeeds(): Promise<string> {
    return this.endsWith(0);
  }

  /** @returns what it said when it gave up */
  refused(): Promise<string> {
    return this.endsWith(1);
  }

  private async endsWith(code: number): Promise<string> {
    assert.equal(await this.code(), code, this.output);
    return this.output;
  }
}

/** A node, the road to it, and a folder for the manifest of what is deployed there. */
export class Site {
  readonly folder = new Folder();
  readonly file = join(this.folder.path, 'deployment.json');
  readonly road = new Road();
  readonly provider: SettledProvider;
  /** What the commands are told of all this. */
  readonly env: Record<string, string> = { DEPLOYMENT_FILE: this.file };
  private readonly anvil: RunningAnvil;

  private constructor(anvil: RunningAnvil) {
    this.anvil = anvil;
    this.provider = new SettledProvider(anvil.url, undefined, {
      staticNetwork: true,
      cacheTimeout: -1,
    });
  }

  static async open(): Promise<Site> {
    const site = new Site(await startAnvil());
    site.env['RPC_URL'] = await site.road.open(site.anvil.url);
    return site;
  }

  /** The node itself, beside the road. */
  get url(): string {
    return this.anvil.url;
  }

  deploy(args: string[] = [], env: Record<string, string> = {}): Command {
    return new Command('deploy', { ...this.env, ...env }, args);
  }

  check(...args: string[]): Command {
    return new Command('deploy-check', this.env, args);
  }

  rpc<T>(method: string, params: unknown[] = []): Promise<T> {
    return rpc<T>(this.anvil.url, method, params);
  }

  /** Begins a deployment and kills it as soon as its next transaction is with the node. */
  async deployKilled(args: string[] = []): Promise<void> {
    const command = this.deploy(args);
    this.road.onSent = () => command.child.kill('SIGKILL');
    assert.equal(await command.code(), null, `it ended by itself: ${command.output}`);
    this.road.onSent = () => undefined;
  }

  /** Kills a deployment after each of so many transactions; none is sent twice. */
  async deployKilledAfterEach(transactions: number, args: string[] = []): Promise<void> {
    for (let killed = 1; killed <= transactions; killed += 1) {
      await this.deployKilled(args);
      assert.equal(this.road.sent, killed);
    }
  }

  /** Does something on the chain and takes it back. */
  async meanwhile(work: () => Promise<void>): Promise<void> {
    const snapshot = await this.rpc<string>('evm_snapshot');
    try {
      await work();
    } finally {
      await this.rpc('evm_revert', [snapshot]);
    }
  }

  async close(): Promise<void> {
    this.provider.destroy();
    this.road.close();
    await this.anvil.stop();
    this.folder.remove();
  }
}
