import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { walletAt } from './chain.js';
import { newDatabase, type World } from './world.js';

const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;
const NODE = new URL('../../../node_modules/.bin/node', import.meta.url).pathname;
const PORTS = new URL('../../../scripts/lib/ports.ts', import.meta.url).href;

/**
 * Where a node can be made to die: the leader right before, or right after, what the name says; a
 * signer when it is `asked`, and with its signature kept, when it is `answering`.
 */
export type Stage =
  | 'before-sign'
  | 'asked'
  | 'answering'
  | 'after-sign'
  | 'before-send'
  | 'after-send'
  | 'before-confirm';

/** The address is taken; what answers there is the test's own. */
export interface Impostor {
  index: number;
  url: string;
}

export interface FleetOptions {
  env?: NodeJS.ProcessEnv;
  /** Each node has a database of its own. */
  ownDatabases?: boolean;
  /** Milliseconds by which the wall clock of a node goes ahead. */
  skew?: Record<number, number>;
  impostor?: Impostor;
}

/** A committee of five real processes. */
export class Fleet {
  private readonly children = new Map<number, ChildProcess>();

  private constructor(
    readonly urls: readonly string[],
    readonly databases: readonly string[],
    private readonly world: World,
    private readonly options: FleetOptions,
    private readonly fault: string,
  ) {}

  static async start(world: World, options: FleetOptions = {}): Promise<Fleet> {
    const { freePort } = (await import(PORTS)) as { freePort: () => Promise<number> };
    const ports = new Set<number>();
    while (ports.size < 5) ports.add(await freePort());
    const { impostor, ownDatabases } = options;
    const urls = [...ports].map((port, i) =>
      impostor?.index === i ? impostor.url : `http://127.0.0.1:${port}`,
    );
    const databases = await Promise.all(
      urls.map(async () => (ownDatabases ? newDatabase() : world.databaseUrl)),
    );
    const fault = world.file(`fault-${[...ports][0]}`);
    writeFileSync(`${fault}.mjs`, preload(fault));
    const fleet = new Fleet(urls, databases, world, options, fault);
    await Promise.all(fleet.members.map((i) => fleet.launch(i)));
    return fleet;
  }

  /** Places of the real processes. */
  get members(): number[] {
    return this.urls.map((_, i) => i).filter((i) => i !== this.options.impostor?.index);
  }

  isRunning(i: number): boolean {
    return this.children.has(i);
  }

  address(i: number): string {
    return walletAt(process.env['DEV_MNEMONIC'] ?? '', 10 + i).address;
  }

  pid(i: number): number {
    return this.children.get(i)?.pid ?? 0;
  }

  /** Starts a node and waits until it answers. */
  async launch(i: number): Promise<void> {
    const skew = this.options.skew?.[i] ?? 0;
    const clock = `data:text/javascript,const now=Date.now;Date.now=()=>now()+${skew}`;
    const imports = [`--import=${this.fault}.mjs`, ...(skew ? [`--import=${clock}`] : [])];
    const child = spawn(NODE, ['--max-semi-space-size=1', ...imports, MAIN], {
      env: { ...process.env, ...this.environment(i) },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    this.children.set(i, child);
    child.once('exit', () => {
      if (this.children.get(i) === child) this.children.delete(i);
    });
    await until(async () => {
      if (!this.children.has(i)) throw new Error(`node ${i} did not start: ${said}`);
      return (await this.health(i)) !== null;
    }, `node ${i} answers`);
  }

  /** What a node says of itself; null when it does not answer. */
  async health(i: number): Promise<{ leader: boolean; node: string; parts: unknown } | null> {
    const answer = await fetch(`${this.urls[i]}/health`).catch(() => null);
    return answer && ((await answer.json()) as { leader: boolean; node: string; parts: unknown });
  }

  /** The place of the node that leads, in a committee that shares a database. */
  async leader(): Promise<number> {
    return until(async () => {
      for (const i of this.children.keys()) if ((await this.health(i))?.leader) return { i };
      return undefined;
    }, 'somebody leads').then(({ i }) => i);
  }

  async kill(...which: number[]): Promise<void> {
    for (const i of which) {
      const child = this.children.get(i);
      if (!child) continue;
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  }

  /** Stops a process without ending it: its connections stay, its locks are held, its clock goes on. */
  freeze(i: number): void {
    this.children.get(i)?.kill('SIGSTOP');
  }

  thaw(i: number): void {
    this.children.get(i)?.kill('SIGCONT');
  }

  /** The first node that comes to this stage dies there, once. */
  dieAt(stage: Stage): void {
    writeFileSync(this.fault, stage);
  }

  /** Waits for that death. @returns whose it was */
  async dead(): Promise<number> {
    const found = await until(async () => {
      const i = this.members.find((one) => !this.children.has(one));
      return i === undefined || existsSync(this.fault) ? undefined : { i };
    }, 'a node has died at its stage');
    return found.i;
  }

  async stop(): Promise<void> {
    await this.kill(...this.children.keys());
  }

  private environment(i: number): NodeJS.ProcessEnv {
    const others = this.urls.map((url, j) => `${this.address(j)}=${url}`);
    return this.world.env(
      {
        POLL_MS: '100',
        ORACLE_PORT: new URL(this.urls[i] ?? '').port,
        ORACLE_PEERS: others.join(),
        ORACLE_PEER_TIMEOUT_MS: '2000',
        ORACLE_JOURNAL: `${this.fault}-journal-${i}`,
        DATABASE_URL: this.databases[i],
        ...this.options.env,
      },
      i,
    );
  }
}

/** Waits for what is meant. @throws Error naming it, after so many seconds */
export async function until<T>(
  ask: () => Promise<T | undefined | false>,
  what: string,
  seconds = 45,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  while (Date.now() < deadline) {
    const answer = await ask();
    if (answer) return answer;
    await sleep(50);
  }
  throw new Error(`it did not come about within ${seconds} s: ${what}`);
}

/** Runs in the node before anything else: dies where the fault file says, if it is the first to take that file away. */
const preload = (fault: string) => `
import { readFileSync, unlinkSync } from 'node:fs';
import { Server } from 'node:http';
const real = globalThis.fetch;
function die(stage) {
  try {
    if (readFileSync(${JSON.stringify(fault)}, 'utf8') !== stage) return;
    unlinkSync(${JSON.stringify(fault)});
  } catch { return; }
  process.kill(process.pid, 'SIGKILL');
  for (;;);
}
globalThis.fetch = async (url, init) => {
  const text = String(init?.body ?? '');
  const signs = String(url).endsWith('/peer/sign');
  const sends = text.includes('eth_sendRawTransaction');
  if (signs) die('before-sign');
  if (sends) die('before-send');
  const response = await real(url, init);
  if (signs && response.ok) die('after-sign');
  if (sends) die('after-send');
  if (text.includes('eth_getTransactionReceipt')) {
    if (/"blockHash":"0x/.test(await response.clone().text())) die('before-confirm');
  }
  return response;
};
const { emit } = Server.prototype;
Server.prototype.emit = function (event, request, response) {
  if (event === 'request' && request.url?.endsWith('/peer/sign')) {
    die('asked');
    const { end } = response;
    response.end = function (...rest) {
      die('answering');
      return end.apply(this, rest);
    };
  }
  return emit.call(this, event, request, response);
};
`;
