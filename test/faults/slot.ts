import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '@cadastre/api';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import { inRoot } from '../../scripts/lib/paths.ts';
import type { Crew, WorkerProcess } from './crew.ts';
import type { Perils } from './perils.ts';
import { RpcProxy } from './rpc-proxy.ts';
import { SqlProxy } from './sql-proxy.ts';

/** What a slot stands between. */
export interface Place {
  nodeUrl: string;
  /** How many ways to that node, as if it were so many. */
  nodes: number;
  databasePort: number;
  databaseUrl: (port: number) => string;
  deploymentFile: string;
  confirmations: number;
  folder: string;
}

/** As long as a process manager waits before it starts a process again that ended by itself. */
const RESTART_MS = 200;

/** One place for a worker process, with its own ways to the node and the database. */
export class Slot {
  private readonly nodes: RpcProxy[];
  readonly sql: SqlProxy;
  readonly index: number;
  worker: WorkerProcess | null = null;
  kills = 0;
  private downMs = 0;
  private env: Record<string, string> = {};
  private closing = false;
  private halted = false;
  private readonly place: Place;
  private readonly crew: Crew;
  private readonly perils: Perils;

  constructor(index: number, place: Place, crew: Crew, perils: Perils) {
    this.perils = perils;
    this.index = index;
    this.place = place;
    this.crew = crew;
    this.nodes = Array.from(
      { length: place.nodes },
      () =>
        new RpcProxy(
          place.nodeUrl,
          perils,
          () => this.gate('rpc'),
          () => this.pullThePlug(),
        ),
    );
    this.sql = new SqlProxy(
      place.databasePort,
      () => this.gate('sql'),
      () => this.pullThePlug(),
    );
  }

  async open(): Promise<void> {
    const rpcUrls = await Promise.all(this.nodes.map((node) => node.listen()));
    const sqlPort = await this.sql.listen();
    const { place, perils } = this;
    for (const node of this.nodes) node.onSend = () => (perils.lastSender = this.index);
    this.env = environment(rpcUrls.join(), place.databaseUrl(sqlPort), place);
    this.start();
  }

  get several(): boolean {
    return this.nodes.length > 1;
  }

  /** The node whose faults are seen: the only one, or the last of several. */
  get rpc(): RpcProxy {
    const node = this.nodes.at(-1);
    if (!node) throw new Error('a worker needs a node');
    return node;
  }

  /** No node is reached until then (ms, `Date.now`). */
  cutOff(until: number): void {
    for (const node of this.nodes) node.trouble.refuseUntil = until;
  }

  /** The process ends at once, and what it had sent arrives; none is started before `resume`. */
  async halt(): Promise<void> {
    this.halted = true;
    const { worker } = this;
    this.worker = null;
    await worker?.kill();
    this.sql.disconnect();
    await Promise.all(this.nodes.map((node) => node.idle()));
  }

  resume(): void {
    this.halted = false;
    this.start();
  }

  calm(): void {
    for (const node of this.nodes) node.calm();
    this.worker?.signal('SIGCONT');
  }

  /** @returns what went wrong in putting it away */
  async close(): Promise<string | null> {
    this.closing = true;
    const { worker } = this;
    const inOrder = worker ? await worker.end(10_000) : true;
    if (worker && inOrder) this.crew.giveBack(worker);
    else await worker?.kill();
    for (const node of this.nodes) node.close();
    this.sql.close();
    return inOrder ? null : `worker ${this.index} did not stop in order`;
  }

  private gate(door: 'rpc' | 'sql'): 'spare' | 'before' | 'after' {
    const due = this.perils.pass(door);
    this.downMs = due?.downMs ?? this.downMs;
    return due?.when ?? 'spare';
  }

  private start(): void {
    if (this.halted || this.worker?.alive) return;
    const worker = this.crew.take();
    this.worker = worker;
    worker.begin(this.env, `${this.place.folder}/worker-${this.index}.log`);
    worker.onExit = () => {
      if (this.closing || this.worker !== worker) return;
      void sleep(RESTART_MS).then(() => {
        if (!this.closing && this.worker === worker) this.start();
      });
    };
  }

  private pullThePlug(): void {
    const { downMs, worker } = this;
    if (!worker) return;
    this.kills += 1;
    this.worker = null;
    void worker.kill().then(async () => {
      this.sql.disconnect();
      await sleep(downMs);
      if (!this.closing) this.start();
    });
  }
}

/** Whether the product takes a list of nodes. */
export function takesSeveralNodes(place: Place): boolean {
  try {
    readConfig(environment('http://127.0.0.1:1,http://127.0.0.1:2', place.databaseUrl(1), place));
    return true;
  } catch {
    return false;
  }
}

export function environment(
  rpcUrl: string,
  databaseUrl: string,
  place: Place,
): Record<string, string> {
  return {
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    RPC_URL: rpcUrl,
    DEPLOYMENT_FILE: place.deploymentFile,
    CLOCK: 'wall',
    CONFIRMATIONS: String(place.confirmations),
    CHAIN_POLL_MS: '50',
    JWT_SECRET: 'a secret that is used in tests only, never elsewhere',
    DATA_KEY: Buffer.alloc(32, 7).toString('base64'),
    DOCUMENTS_DIR: `${place.folder}/documents`,
    DATA_DIR: inRoot('data'),
    DEV_MNEMONIC,
    OPERATOR_EMAIL: 'operator@cadastre.test',
    OPERATOR_PASSWORD: 'operator-password-1',
  };
}
