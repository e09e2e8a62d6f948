import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An asset as the API lists it, and as the source speaks of it. */
export interface ListedAsset {
  assetId: string;
  tokenAddress: string;
  navFeed: string;
  reserveFeed: string;
}

/** Far above every default deviation, far below the feeds' breaker. */
const LOW = '1000.00';
const HIGH = '1004.00';
/** The most rows that the API gives at once. */
const ROWS_AT_A_TIME = 200;

/** The API's list of feeds, and a price for each of them that jumps when it is told to. */
export interface Source {
  url: string;
  /** Whose list is served. */
  assets: ListedAsset[];
  /** Lets the price of a feed jump now: a round is due. */
  jump(feed: string): void;
  stop(): Promise<void>;
}

export async function startSource(): Promise<Source> {
  const high = new Set<string>();
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source');
    const body = pathname.startsWith('/price/')
      ? {
          price: high.has(pathname.slice('/price/'.length)) ? HIGH : LOW,
          time: new Date().toISOString(),
        }
      : page(source.assets, Number(searchParams.get('after') ?? 0));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  const listening = Promise.withResolvers<void>();
  server.listen(0, '127.0.0.1', listening.resolve);
  await listening.promise;
  const source: Source = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    assets: [],
    jump(feed) {
      if (!high.delete(feed)) high.add(feed);
    },
    async stop() {
      server.closeAllConnections();
      const closed = Promise.withResolvers<void>();
      server.close(() => closed.resolve());
      await closed.promise;
    },
  };
  return source;
}

/** The plan by which the nodes value these assets: one source for each feed. */
export function planFor({ url, assets }: Source): object {
  const feed = (address: string): object => ({
    unit: 'USD',
    scale: 6,
    sources: [
      {
        provider: 'bench',
        source: {
          kind: 'http-json',
          url: `${url}/price/${address}`,
          value: '/price',
          time: '/time',
          unit: 'USD',
          scale: 6,
        },
      },
    ],
    maxAge: 3_600,
    min: '1',
    max: '1000000000000',
  });
  return {
    assets: assets.map(({ assetId, navFeed, reserveFeed }) => ({
      assetId,
      nav: feed(navFeed),
      reserve: feed(reserveFeed),
    })),
  };
}

/** A page of the list as the API gives it; its cursor is the number of what came before. */
function page(assets: readonly ListedAsset[], from: number) {
  const items = assets.slice(from, from + ROWS_AT_A_TIME);
  const next = from + items.length;
  return {
    items: items.map((asset) => ({ ...asset, assetKind: 'bench', statementUrl: '/' })),
    nextCursor: next < assets.length ? String(next) : null,
  };
}
