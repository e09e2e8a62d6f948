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
import { readConfig, type Config } from '../platform/config.js';
import { TestChain, type TestAsset } from './chain.js';
import { Custodian } from './custodian.js';

/** The real input data. */
export const DATA_DIR = new URL('../../../data', import.meta.url).pathname;

/** A chain, a database and a custodian of its own, and oracles that run on them. */
export class World {
  private readonly apps: INestApplication[] = [];

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

  env(change: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
    return {
      NODE_ENV: 'test',
      DATABASE_URL: this.databaseUrl,
      RPC_URL: this.chain.url,
      API_URL: this.custodian.url,
      DEPLOYMENT_FILE: join(this.folder, 'deployment.json'),
      ORACLE_PORT: '0',
      CLOCK: 'chain',
      CONFIRMATIONS: '1',
      DATA_DIR,
      DEV_MNEMONIC: process.env['DEV_MNEMONIC'],
      ...change,
    };
  }

  config(change: NodeJS.ProcessEnv = {}): Config {
    return readConfig(this.env(change));
  }

  /** A new oracle process, as far as it can be one here: own connections, own memory. */
  async oracle(change: NodeJS.ProcessEnv = {}): Promise<Oracle> {
    const app = await createApp(this.config(change), false);
    this.apps.push(app);
    this.sendUntilMined(app.get(Rpc));
    return new Oracle(app);
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
  constructor(readonly app: INestApplication) {}

  beat(): Promise<void> {
    return this.app.get(Engine).beat();
  }

  /** Lets its clock see a block without a beat. */
  observe(blockTime: number): void {
    this.app.get(Clock).observe(blockTime);
  }

  async stop(): Promise<void> {
    await this.app.close();
  }
}

async function newDatabase(): Promise<string> {
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
