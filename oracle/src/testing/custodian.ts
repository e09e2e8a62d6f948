import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Rpc } from '../chain/rpc.js';
import type { TestAsset } from './chain.js';

/** What a test's fund owns; money in cents as the statement writes it. */
export interface Books {
  statedOn: string;
  positions: { cusip: string; faceCents: string; costPricePer100: string }[];
  cashCents: string;
  liabilitiesCents: string;
  feeBpsPerYear: string;
  feeAccruedSince: string;
  seedShares: string;
}

/** Fourteen real bills and two notes, all alive for weeks after the chain's first day. */
export const BOOKS: Books = {
  statedOn: '2026-04-15',
  positions: [
    ['912797UG0', '300000000', '98.195167'],
    ['912797UH8', '200000000', '98.164833'],
    ['912797SA6', '100000000', '98.177472'],
    ['912797UJ4', '150000000', '98.172417'],
    ['912797UP0', '100000000', '98.81'],
    ['912797UQ8', '100000000', '98.806694'],
    ['912797UR6', '100000000', '98.798431'],
    ['912797US4', '100000000', '98.805042'],
    ['912797UT2', '100000000', '98.81'],
    ['912797TD9', '250000000', '99.087472'],
    ['912797TE7', '100000000', '99.081153'],
    ['912797TF4', '100000000', '99.084944'],
    ['912797RF6', '100000000', '99.081153'],
    ['912797UD7', '100000000', '96.476278'],
    ['91282CQE4', '200000000', '99.777186'],
    ['91282CQH7', '200000000', '99.883774'],
  ].map(([cusip, faceCents, costPricePer100]) => ({
    cusip: cusip ?? '',
    faceCents: faceCents ?? '',
    costPricePer100: costPricePer100 ?? '',
  })),
  cashCents: '125000000',
  liabilitiesCents: '3250000',
  feeBpsPerYear: '15',
  feeAccruedSince: '2026-04-15',
  seedShares: '2400000000000',
};

interface Fund {
  asset: TestAsset;
  books: Books;
  /** Body and type to answer instead of the statement. */
  broken: { body: string; type: string; status: number } | null;
}

/** Serves feeds and statements over HTTP, as the API does. */
export class Custodian {
  private readonly funds = new Map<string, Fund>();
  /** What was approved to be paid net of tax, by the distribution's id. */
  readonly calculations = new Map<string, object>();
  asked = 0;
  /** Answered instead of the list of feeds. */
  brokenList: string | null = null;

  private constructor(
    private readonly server: Server,
    private readonly rpc: Rpc,
  ) {}

  static async start(rpc: Rpc): Promise<Custodian> {
    const server = createServer((request, response) => {
      custodian.answer(request.url ?? '').then(
        ({ status, type, body }) => {
          response.writeHead(status, { 'content-type': type });
          response.end(body);
        },
        (error: unknown) => response.writeHead(500).end(String(error)),
      );
    });
    const custodian = new Custodian(server, rpc);
    const { promise, resolve } = Promise.withResolvers<void>();
    server.listen(0, '127.0.0.1', resolve);
    await promise;
    return custodian;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.server.close(() => resolve());
    await promise;
  }

  list(asset: TestAsset, books: Partial<Books> = {}): void {
    this.funds.set(asset.assetId, { asset, books: { ...BOOKS, ...books }, broken: null });
  }

  unlist(asset: TestAsset): void {
    this.funds.delete(asset.assetId);
  }

  change(asset: TestAsset, books: Partial<Books>): void {
    const fund = this.fund(asset.assetId);
    fund.books = { ...fund.books, ...books };
  }

  books(asset: TestAsset): Books {
    return this.fund(asset.assetId).books;
  }

  /** Answers this instead of the statement until it is repaired. */
  break(asset: TestAsset, body: string, type = 'application/json', status = 200): void {
    this.fund(asset.assetId).broken = { body, type, status };
  }

  repair(asset: TestAsset): void {
    this.fund(asset.assetId).broken = null;
  }

  /** The statement as it would be sent now. */
  async statement(assetId: string): Promise<Record<string, unknown>> {
    const head = await this.rpc.block('latest');
    return {
      assetId,
      asOfBlock: String(head.number),
      asOfTime: new Date(head.timestamp * 1000).toISOString(),
      currency: 'USD',
      ...this.fund(assetId).books,
      shareDecimals: 6,
    };
  }

  private async answer(url: string): Promise<{ status: number; type: string; body: string }> {
    const json = (value: unknown) => ({
      status: 200,
      type: 'application/json',
      body: JSON.stringify(value),
    });
    const { pathname, searchParams } = new URL(url, this.url);
    if (pathname === '/api/v1/public/feeds' && this.brokenList !== null) {
      return { status: 200, type: 'application/json', body: this.brokenList };
    }
    if (pathname === '/api/v1/public/feeds') {
      // Two at a time: whoever reads the list has to turn its pages.
      const from = Number(searchParams.get('after') ?? 0);
      const all = [...this.funds.values()].map(({ asset }) => listed(asset));
      const nextCursor = all.length > from + 2 ? String(from + 2) : null;
      return json({ items: all.slice(from, from + 2), nextCursor });
    }
    const [, distributionId] =
      /^\/api\/v1\/public\/distributions\/([0-9a-f-]+)\/net$/.exec(url) ?? [];
    const calculation = this.calculations.get(distributionId ?? '');
    if (calculation) return json(calculation);
    const [, assetId] = /^\/api\/v1\/public\/assets\/([0-9a-f-]+)\/statement$/.exec(url) ?? [];
    const fund = this.funds.get(assetId ?? '');
    if (!fund || !assetId) return { status: 404, type: 'application/problem+json', body: '{}' };
    this.asked += 1;
    return fund.broken ?? json(await this.statement(assetId));
  }

  private fund(assetId: string): Fund {
    const fund = this.funds.get(assetId);
    if (!fund) throw new Error(`no fund ${assetId}`);
    return fund;
  }
}

const listed = ({ assetId, token, nav, reserve }: TestAsset) => ({
  assetId,
  assetKind: 'treasury',
  tokenAddress: token,
  navFeed: nav,
  reserveFeed: reserve,
  statementUrl: `/api/v1/public/assets/${assetId}/statement`,
});
