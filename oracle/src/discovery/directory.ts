import { Injectable, Logger } from '@nestjs/common';
import { assetIdOf } from '@cadastre/contracts';
import { sha256 } from '@cadastre/core';
import { getAddress, isAddress } from 'ethers';
import { z } from 'zod';
import { identify } from '../chain/feed.js';
import { Rpc } from '../chain/rpc.js';
import { Committee } from '../chain/committee.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { pool } from '../platform/pool.js';
import { Refusal } from '../platform/refusal.js';
import { FEED_KINDS, type FeedKind } from '../sources/adapter.js';
import { fetchJson, readJson } from '../sources/fetch-json.js';
import { FeedStore, type ListedAsset } from '../storage/feeds.js';

/** Assets whose feeds are looked at together. */
const ASKED_AT_A_TIME = 25;

const address = z.string().refine(isAddress, 'must be an address').transform(getAddress);

/** The most rows that the API gives at once. */
const ROWS_AT_A_TIME = 200;
const MOST_ASSETS = 10_000;

/** Fields we do not know are left alone: the list is the API's and may grow. */
const pageSchema = z.object({
  items: z
    .array(
      z.object({
        assetId: z.uuid().lowercase(),
        assetKind: z.string().min(1),
        tokenAddress: address,
        navFeed: address,
        reserveFeed: address,
        statementUrl: z.string().min(1),
      }),
    )
    .max(ROWS_AT_A_TIME),
  nextCursor: z.string().min(1).nullable(),
});

/** The whole list, and a hash of all its pages. */
interface List {
  items: z.output<typeof pageSchema>['items'];
  sha256: string;
}

/** A feed that is served, and of what it speaks. */
export interface ListedFeed {
  asset: ListedAsset;
  kind: FeedKind;
}

/** The assets whose feeds this oracle serves, as the API lists them and the chain confirms. */
@Injectable()
export class FeedDirectory {
  private readonly logger = new Logger('directory');
  private assets: ListedAsset[] = [];
  private byFeed = new Map<string, ListedFeed>();
  private sha256 = '';
  private readonly ignored = new Set<string>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly committee: Committee,
    private readonly feeds: FeedStore,
  ) {}

  get list(): readonly ListedAsset[] {
    return this.assets;
  }

  /** The asset and kind of a feed; undefined when it is not listed. */
  find(feed: string): ListedFeed | undefined {
    return this.byFeed.get(feed);
  }

  /** Reads the list anew. What does not listen to our committee is left out. @throws Refusal */
  async refresh(): Promise<void> {
    const list = await this.read();
    if (list.sha256 === this.sha256) return;
    const listed = list.items.map(({ navFeed, reserveFeed, statementUrl, ...item }) => ({
      ...item,
      feeds: { nav: navFeed, reserve: reserveFeed },
      statementUrl: this.url(statementUrl),
    }));
    const ours = new Set<ListedAsset>();
    await pool(ASKED_AT_A_TIME, listed, async (asset) => {
      if (await this.isOurs(asset)) ours.add(asset);
    });
    const assets = listed.filter((asset) => ours.has(asset));
    const complete = assets.length === listed.length;
    await this.feeds.list(assets, this.clock.date());
    this.assets = assets;
    this.byFeed = new Map(
      assets.flatMap((asset) =>
        FEED_KINDS.map((kind) => [asset.feeds[kind], { asset, kind }] as const),
      ),
    );
    // A feed may be listed a moment before our node has its block: then the list is read again.
    this.sha256 = complete ? list.sha256 : '';
    this.logger.log(logLine('feeds_listed', { assets: assets.length, sha256: list.sha256 }));
  }

  /** Page by page: what is new comes behind what was read, so that nothing is missed meanwhile. @throws Refusal */
  private async read(): Promise<List> {
    const items: List['items'] = [];
    const hashes: string[] = [];
    let after = '';
    for (;;) {
      const path = `api/v1/public/feeds?limit=${ROWS_AT_A_TIME}${after}`;
      const document = await fetchJson(this.url(path), this.clock.now());
      const parsed = pageSchema.safeParse(readJson(document));
      if (!parsed.success) {
        const [issue] = parsed.error.issues;
        throw new Refusal(
          'LIST_SCHEMA',
          `${document.source}: ${issue?.path.join('.')}: ${issue?.message}.`,
        );
      }
      items.push(...parsed.data.items);
      hashes.push(document.sha256);
      const { nextCursor } = parsed.data;
      if (nextCursor === null) return { items, sha256: sha256(hashes.join()) };
      if (items.length >= MOST_ASSETS || parsed.data.items.length === 0) {
        throw new Refusal(
          'LIST_SCHEMA',
          `${document.source}: goes on after ${items.length} assets, the most there may be or an empty page.`,
        );
      }
      after = `&after=${encodeURIComponent(nextCursor)}`;
    }
  }

  /** Only path and query are taken from the list: no other host is ever asked. */
  private url(path: string): string {
    const given = new URL(path, new URL('/', this.config.env.API_URL));
    return new URL(`${given.pathname}${given.search}`, this.config.env.API_URL).href;
  }

  private async isOurs(asset: ListedAsset): Promise<boolean> {
    for (const kind of FEED_KINDS) {
      const found = await identify(this.rpc, asset.feeds[kind]);
      const ours =
        found?.committee === this.committee.address && found.assetId === assetIdOf(asset.assetId);
      if (ours) continue;
      if (this.ignored.has(asset.feeds[kind])) return false;
      this.ignored.add(asset.feeds[kind]);
      this.logger.warn(
        logLine('feed_ignored', {
          feed: asset.feeds[kind],
          asset: asset.assetId,
          reason: found
            ? 'it listens to another committee or speaks of another asset'
            : 'no feed there',
        }),
      );
      return false;
    }
    return true;
  }
}
