import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@cadastre/core';
import type { TestAsset } from './chain.js';
import { Market } from './market.js';
import { REGISTERED } from './statement.js';
import { World, type Oracle } from './world.js';

const FOLDERS = ['drop', 'vault', 'bars'];

/**
 * A running oracle with planned assets: the NAV of `spot` comes from a web server, that of `dropped` from
 * files in a folder; the reserve of `vaulted` is a custodian's signed statement, that of `barred` a bar list.
 */
export class SourcedWorld {
  private constructor(
    readonly world: World,
    readonly market: Market,
    readonly oracle: Oracle,
    readonly assets: Record<'spot' | 'dropped' | 'vaulted' | 'barred', TestAsset>,
    private readonly folder: string,
  ) {}

  static async begin(): Promise<SourcedWorld> {
    const [world, market] = await Promise.all([World.begin(), Market.start()]);
    const folder = mkdtempSync(join(tmpdir(), 'sourced-'));
    for (const name of FOLDERS) mkdirSync(join(folder, name));
    const assets = {
      spot: await world.fund(),
      dropped: await world.fund(),
      vaulted: await world.fund(),
      barred: await world.fund(),
    };
    const planFile = join(folder, 'plan.json');
    writeFileSync(planFile, JSON.stringify(planOf(assets, market)));
    const oracle = await world.oracle({ ORACLE_PLAN_FILE: planFile });
    return new SourcedWorld(world, market, oracle, assets, folder);
  }

  async end(): Promise<void> {
    await this.world.end();
    await this.market.stop();
    rmSync(this.folder, { recursive: true });
  }

  /** Puts a file with its hash into the folder that is watched. @returns its SHA-256 */
  drop(name: string, text: string): string {
    const hash = sha256(Buffer.from(text));
    writeFileSync(this.path('drop', name), text);
    writeFileSync(this.path('drop', `${name}.sha256`), `${hash}  ${name}\n`);
    return hash;
  }

  /** A place in one of the watched folders. */
  path(folder: 'drop' | 'vault' | 'bars', name: string): string {
    return join(this.folder, folder, name);
  }

  /** How a feed stands, with the reason: `REFUSED SOURCE_NUMBER: …`. */
  async status(feed: string): Promise<string> {
    const { rows } = await this.world.db.query<{ status: string; status_reason: string }>(
      'SELECT status, status_reason FROM oracle.feed WHERE address = $1',
      [Buffer.from(feed.slice(2), 'hex')],
    );
    return `${rows[0]?.status} ${rows[0]?.status_reason}`;
  }

  /** Why a document is in quarantine; undefined when it is not. */
  async quarantined(hash: string): Promise<string | undefined> {
    const { rows } = await this.world.db.query<{ why: string; intact: boolean }>(
      `SELECT q.code || ': ' || q.reason AS why, sha256(d.bytes) = d.sha256 AS intact
       FROM oracle.quarantine q JOIN oracle.raw_document d ON d.id = q.document_id
       WHERE d.sha256 = $1`,
      [Buffer.from(hash, 'hex')],
    );
    return rows[0]?.intact ? rows[0].why : undefined;
  }
}

function planOf(assets: SourcedWorld['assets'], market: Market) {
  const feed = (unit: string, provider: string, source: object, figure = 'value') => ({
    unit,
    scale: 6,
    sources: [{ provider, source, figure }],
    maxAge: 30 * 86_400,
    min: '1',
    max: '100000000000000',
  });
  const web = (path: 'price' | 'fixed', rest: object) =>
    feed('USD', 'market', {
      kind: 'http-json',
      url: market.url(path),
      unit: 'USD',
      scale: 2,
      ...rest,
    });
  const fixed = web('fixed', { value: '/value' });
  const dropped = {
    kind: 'file-drop',
    folder: 'drop',
    name: 'nav',
    unit: 'USD',
    scale: 2,
    maxAge: 30 * 86_400,
    stableMs: 0,
  };
  const vault = {
    kind: 'custodian-attestation',
    from: { folder: 'vault', suffix: '.json' },
    chainId: 31337,
    custodian: 'Alpine Vaults AG',
    account: 'CH-0042',
    unit: 'fine oz',
    scale: 3,
    maxAge: 30 * 86_400,
    keys: REGISTERED,
  };
  const bars = {
    kind: 'bar-list',
    from: { folder: 'bars', suffix: '.csv' },
    vaults: ['Zurich 1'],
  };
  const spot = web('price', { value: '/usd', time: '/at', timeoutMs: 250 });
  return {
    assets: [
      { assetId: assets.spot.assetId, nav: spot, reserve: fixed },
      { assetId: assets.dropped.assetId, nav: feed('USD', 'agent', dropped), reserve: fixed },
      {
        assetId: assets.vaulted.assetId,
        nav: fixed,
        reserve: feed('fine oz', 'vault', vault, 'free'),
      },
      {
        assetId: assets.barred.assetId,
        nav: fixed,
        reserve: feed('fine oz', 'vault', bars, 'fine'),
      },
    ],
  };
}
