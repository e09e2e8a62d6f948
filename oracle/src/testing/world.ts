import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplication } from '@nestjs/common';
import { keccak256 } from 'ethers';
import pg from 'pg';
import { createApp } from '../app.js';
import { Rpc } from '../chain/rpc.js';
import { Engine } from '../engine.js';
import { Clock } from '../platform/clock.js';
import { readConfig } from '../platform/config.js';
import { NodeKey } from '../platform/keys.js';
import { Refusal } from '../platform/refusal.js';
import { OwnSigner } from '../signers/own-signer.js';
import { TestChain, type TestAsset } from './chain.js';
import { Custodian } from './custodian.js';

/** The real input data. */
export const DATA_DIR = new URL('../../../data', import.meta.url).pathname;

/** Nodes that only sign, and those that tests let beat. */
const SIGNERS = [1, 2];
const LEADERS = [0, 3, 4];

/** A chain, a database and a custodian of its own, and oracles that run on them. */
export class World {
  private readonly apps: INestApplication[] = [];
  private readonly peers = new Map<string, Promise<string>>();
  private readonly running = new Set<number>();

  private constructor(
    readonly chain: TestChain,
    readonly custodian: Custodian,
    readonly databaseUrl: string,
    private readonly folder: string,
    readonly db: pg.Pool,
  ) {}

  static async begin(): Promise<World> {
    const [chain, databaseUrl] = await Promise.all([TestChain.start(), newDatabase()]);
    const custodian = await Custodian.start(chain.rpc);
    const folder = mkdtempSync(join(tmpdir(), 'oracle-test-'));
    writeFileSync(join(folder, 'deployment.json'), JSON.stringify(chain.deployment));
    const db = new pg.Pool({ connectionString: databaseUrl, max: 2 });
    return new World(chain, custodian, databaseUrl, folder, db);
  }

  /**
   * The environment of a node of the committee.
   * @param node 0 to 4
   */
  env(change: NodeJS.ProcessEnv = {}, node = 0): NodeJS.ProcessEnv {
    return {
      NODE_ENV: 'test',
      DATABASE_URL: this.databaseUrl,
      RPC_URL: this.chain.url,
      API_URL: this.custodian.url,
      DEPLOYMENT_FILE: join(this.folder, 'deployment.json'),
      ORACLE_PORT: '0',
      ORACLE_NODE: String(node),
      ORACLE_JOURNAL: this.file(`journal-${node}`),
      CLOCK: 'chain',
      CONFIRMATIONS: '1',
      DATA_DIR,
      DEV_MNEMONIC: process.env['DEV_MNEMONIC'],
      ...change,
    };
  }

  /** A path in this world's own folder. */
  file(name: string): string {
    return join(this.folder, name);
  }

  /** The environment of node 0 with two others that sign when they are asked. */
  async withPeers(change: NodeJS.ProcessEnv = {}, node = 0): Promise<NodeJS.ProcessEnv> {
    return this.env({ ORACLE_PEERS: await this.signers(change), ...change }, node);
  }

  /**
   * A new oracle process, as far as it can be one here: own connections, own memory, own key. It leads when the test
   * lets it beat; two other nodes sign for it.
   */
  async oracle(change: NodeJS.ProcessEnv = {}): Promise<Oracle> {
    const node = LEADERS.find((one) => !this.running.has(one));
    if (node === undefined) throw new Error('there are three nodes beside those that only sign');
    this.running.add(node);
    const app = await createApp(readConfig(await this.withPeers(change, node)), false);
    this.apps.push(app);
    this.sendUntilMined(app.get(Rpc));
    return new Oracle(app, () => this.running.delete(node));
  }

  /** The two nodes that sign; those with other sources than the others' are nodes of their own. */
  private signers(change: NodeJS.ProcessEnv): Promise<string> {
    const { ORACLE_PLAN_FILE: plan, TREASURY_DATA_DIR: data, CLOCK: clock } = change;
    const sources = {
      ...(plan && { ORACLE_PLAN_FILE: plan }),
      ...(data && { TREASURY_DATA_DIR: data }),
      ...(clock && { CLOCK: clock }),
    };
    const key = JSON.stringify(sources);
    const known = this.peers.get(key);
    if (known) return known;
    const started = Promise.all(
      SIGNERS.map((node) => this.signer(sources, node, `journal-${this.peers.size}-${node}`)),
    ).then((peers) => peers.join());
    this.peers.set(key, started);
    return started;
  }

  private async signer(sources: NodeJS.ProcessEnv, node: number, journal: string): Promise<string> {
    const env = this.env({ ...sources, ORACLE_JOURNAL: this.file(journal) }, node);
    const app = await createApp(readConfig(env), false);
    this.apps.push(app);
    await app.listen(0, '127.0.0.1');
    return `${app.get(NodeKey).address}=${await app.getUrl()}`;
  }

  /**
   * The node answers a send before it has mined the block, sooner or later as it is busy. Here a send
   * ends when the block is there, so that one beat does the same on every machine.
   */
  private sendUntilMined(rpc: Rpc): void {
    const send = rpc.send.bind(rpc);
    rpc.send = async (raw) => {
      await send(raw);
      await this.chain.mined(keccak256(raw));
    };
  }

  /** Deploys a fund and lists it at the custodian. */
  async fund(...policy: Parameters<TestChain['deployAsset']>): Promise<TestAsset> {
    const asset = await this.chain.deployAsset(...policy);
    this.custodian.list(asset);
    return asset;
  }

  async end(): Promise<void> {
    await Promise.all(this.apps.map((app) => app.close()));
    await this.db.end();
    await this.custodian.stop();
    await this.chain.stop();
    rmSync(this.folder, { recursive: true });
  }
}

/** One oracle whose beats the test gives. */
export class Oracle {
  constructor(
    readonly app: INestApplication,
    private readonly afterwards: () => void,
  ) {}

  /** One beat, and whatever travels after it. */
  async beat(): Promise<void> {
    const engine = this.app.get(Engine);
    await engine.beat();
    await engine.settled();
  }

  /** Its own signer refuses the next report it is shown, and signs again after it. */
  refuseOnce(code: string): void {
    const signer = this.app.get(OwnSigner);
    const sign = signer.sign.bind(signer);
    signer.sign = () => {
      signer.sign = sign;
      return Promise.reject(new Refusal(code, 'as the test wants it'));
    };
  }

  /** Lets its clock see a block without a beat. */
  observe(blockTime: number): void {
    this.app.get(Clock).observe(blockTime);
  }

  async stop(): Promise<void> {
    await this.app.close();
    this.afterwards();
  }
}

/** A migrated database of its own on the test server. */
export async function newDatabase(): Promise<string> {
  const name = `oracle_${randomBytes(6).toString('hex')}`;
  const server = process.env['TEST_DATABASE_URL'] ?? '';
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name} TEMPLATE "${process.env['TEST_TEMPLATE']}"`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
