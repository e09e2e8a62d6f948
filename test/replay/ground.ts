import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp, Engine, readConfig } from '@cadastre/oracle';
import { migrate } from '../../migrations/run.ts';
import { DEV_MNEMONIC } from '../../scripts/lib/dev-keys.ts';
import { createDatabase, startPostgres } from '../../scripts/lib/postgres.ts';
import { ReplayChain, type ReplayedAsset } from './chain.ts';

/** Nodes that sign for the one that beats: with it they are three of five. */
const SIGNERS = [1, 2];

/** What the world outside answers to a path; undefined where nothing is. */
export type Answer = (path: string) => unknown;

/** A chain, a database, a web server for all that oracles ask, and three of them, of which one beats when told. */
export class Ground {
  readonly chain: ReplayChain;
  readonly folder: string;
  readonly webUrl: string;
  private readonly databaseUrl: string;
  private readonly web: Server;
  private readonly stops: (() => Promise<unknown>)[];
  /** What is served beside the list of feeds. */
  serve: Answer = () => undefined;
  private asset: (ReplayedAsset & { kind: string }) | null = null;

  private constructor(
    chain: ReplayChain,
    databaseUrl: string,
    web: Server,
    stops: (() => Promise<unknown>)[],
  ) {
    this.chain = chain;
    this.databaseUrl = databaseUrl;
    this.web = web;
    this.webUrl = `http://127.0.0.1:${(web.address() as AddressInfo).port}`;
    this.folder = mkdtempSync(join(tmpdir(), 'cadastre-replay-'));
    this.stops = stops;
  }

  /** @param genesis first moment of the chain, Unix seconds */
  static async begin(genesis: number): Promise<Ground> {
    const [postgres, chain] = await Promise.all([
      startPostgres({ ephemeral: true }),
      ReplayChain.start(genesis),
    ]);
    const databaseUrl = await createDatabase(postgres.url, 'replay');
    await migrate(databaseUrl);
    const web = createServer((request, response) => {
      const found = ground.answer(request.url ?? '');
      response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found ?? {}));
    });
    await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
    const ground: Ground = new Ground(chain, databaseUrl, web, [
      () => postgres.stop(),
      () => chain.stop(),
    ]);
    return ground;
  }

  /** Lists the asset as the API would, and starts three nodes. @returns one beat of the first one's engine */
  async oracle(
    asset: ReplayedAsset,
    kind: string,
    env: Record<string, string>,
  ): Promise<() => Promise<void>> {
    this.asset = { ...asset, kind };
    const deployment = join(this.folder, 'deployment.json');
    writeFileSync(deployment, JSON.stringify(this.chain.deployment));
    const node = async (index: number, peers: readonly string[]) => {
      const config = readConfig({
        NODE_ENV: 'test',
        DATABASE_URL: this.databaseUrl,
        RPC_URL: this.chain.url,
        API_URL: this.webUrl,
        DEPLOYMENT_FILE: deployment,
        ORACLE_PORT: '0',
        ORACLE_NODE: String(index),
        ORACLE_JOURNAL: join(this.folder, `journal-${index}`),
        ORACLE_PEERS: peers.join(','),
        CLOCK: 'chain',
        CONFIRMATIONS: '1',
        TREASURY_DATA_DIR: this.folder,
        DEV_MNEMONIC,
        ...env,
      });
      const app = await createApp(config, false);
      this.stops.unshift(() => app.close());
      return app;
    };
    const signers = SIGNERS.map(async (index) => {
      const app = await node(index, []);
      await app.listen(0, '127.0.0.1');
      return `${this.chain.signerAddress(index)}=${await app.getUrl()}`;
    });
    const leader = await node(0, await Promise.all(signers));
    const engine = leader.get(Engine);
    return async () => {
      await engine.beat();
      await engine.settled();
    };
  }

  async end(): Promise<void> {
    for (const stop of this.stops) await stop();
    this.web.closeAllConnections();
    this.web.close();
    rmSync(this.folder, { recursive: true });
  }

  private answer(path: string): unknown {
    if (!path.startsWith('/api/v1/public/feeds')) return this.serve(path);
    const { assetId, token, nav, reserve, kind } = this.asset ?? {};
    return {
      items: [
        {
          assetId,
          assetKind: kind,
          tokenAddress: token,
          navFeed: nav,
          reserveFeed: reserve,
          statementUrl: '/statement',
        },
      ],
      nextCursor: null,
    };
  }
}
