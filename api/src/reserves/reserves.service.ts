import { coverageRatio, pow10 } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Users } from '../accounts/users.service.js';
import { type AssetFacts, Assets, type FundStatement } from '../assets/assets.service.js';
import { type FeedRound, LedgerReader } from '../chain/ledger/reader.js';
import type { Ctx } from '../platform/context.js';
import { cursorOf, openCursor, type Page, type PageQuery } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import type {
  FeedsView,
  PublicAssetView,
  RoundsQuery,
  RoundsView,
  RoundView,
  StatementView,
} from './reserves.schema.js';

type FeedKind = RoundView['kind'];

const CENT_TO_USD6 = 10_000n;

/** What anybody may know of an asset, and what the oracle needs to value it. */
@Injectable()
export class Reserves {
  constructor(
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly reader: LedgerReader,
    private readonly users: Users,
  ) {}

  /**
   * Accepted rounds of both feeds, newest first, and what is parked; of each feed those behind the cursor. Empty
   * before deployment.
   * @throws Malformed `bad_cursor`
   */
  async rounds(ctx: Ctx, assetId: string, query: RoundsQuery): Promise<RoundsView> {
    const asset = await this.assets.require(ctx, assetId);
    const token = await this.tokens.ofAsset(asset.id);
    return token ? this.roundsOf(token, query) : { items: [], parked: [], nextCursor: null };
  }

  /** The same for anybody: it is all on the chain. @throws NotFound where the asset has no token yet; Malformed `bad_cursor` */
  async publicRounds(assetId: string, query: RoundsQuery): Promise<RoundsView> {
    const token = await this.tokens.ofAsset(assetId);
    if (!token) throw new NotFound('asset');
    return this.roundsOf(token, query);
  }

  private async roundsOf(token: TokenFacts, { limit, after }: RoundsQuery): Promise<RoundsView> {
    const views: RoundsView = { items: [], parked: [], nextCursor: null };
    const before = after ? openCursor(after, LAST_ROUNDS).split('|').map(BigInt) : [];
    const last: bigint[] = [];
    for (const [i, [kind, feed]] of feedsOf(token).entries()) {
      const found = await this.reader.rounds(feed, limit + 1, before[i]);
      const rounds = found.slice(0, limit);
      last.push(found.length > limit ? (rounds.at(-1)?.round ?? 0n) : 0n);
      views.items.push(...rounds.map((round) => roundView(kind, round)));
      const parked = await this.reader.parkedReport(feed);
      if (parked) {
        views.parked.push({
          kind,
          feed,
          digest: parked.digest,
          round: parked.round.toString(),
          answer: parked.answer.toString(),
          valuationTime: parked.valuationTime.toISOString(),
          parkedAt: parked.parkedAt.toISOString(),
        });
      }
    }
    views.items.sort(
      (a, b) => b.blockNumber - a.blockNumber || Number(BigInt(b.round) - BigInt(a.round)),
    );
    if (last.some((round) => round > 0n)) views.nextCursor = cursorOf(last.join('|'));
    return views;
  }

  /** What has a token, the oldest first. */
  publicAssets(query: PageQuery): Promise<Page<PublicAssetView>> {
    return this.tokens.pageOfDeployed(query, async (token) =>
      this.publicView(await this.assets.requireUnscoped(token.assetId), token),
    );
  }

  /** @throws NotFound where the asset has no token yet */
  async publicAsset(assetId: string): Promise<PublicAssetView> {
    const token = await this.tokens.ofAsset(assetId);
    if (!token) throw new NotFound('asset');
    return this.publicView(await this.assets.requireUnscoped(assetId), token);
  }

  /** Every feed there is, for the oracle to serve; the oldest first. */
  feeds(query: PageQuery): Promise<Page<FeedsView>> {
    return this.tokens.pageOfDeployed(query, async (token) => {
      const asset = await this.assets.requireUnscoped(token.assetId);
      return {
        assetId: asset.id,
        assetKind: asset.kind,
        tokenAddress: token.address,
        navFeed: token.navFeed,
        reserveFeed: token.reserveFeed,
        statementUrl: `/api/v1/public/assets/${asset.id}/statement`,
      };
    });
  }

  /**
   * The fund as of the newest final block: its statement, and the cash of every mint and burn since
   * then up to that block. Tokens and their money are counted at one and the same block. What the
   * positions pay after `statedOn` is not in the cash: whoever values the fund adds it.
   * @throws NotFound where the asset has no token or no statement
   */
  async statement(assetId: string): Promise<StatementView> {
    const token = await this.tokens.ofAsset(assetId);
    if (!token) throw new NotFound('asset');
    const fund = await this.assets.statement(assetId);
    const block = await this.reader.finalBlock();
    const settled = await this.tokens.settledCents(token.id, fund.statedAt, block.number);
    return {
      assetId,
      asOfBlock: block.number.toString(),
      asOfTime: block.time.toISOString(),
      statedOn: fund.statedOn,
      currency: 'USD',
      positions: fund.positions.map(({ cusip, faceCents, costPricePer100 }) => ({
        cusip,
        faceCents: faceCents.toString(),
        costPricePer100,
      })),
      cashCents: (fund.cashCents + settled).toString(),
      liabilitiesCents: fund.liabilitiesCents.toString(),
      feeBpsPerYear: String(fund.feeBpsPerYear),
      feeAccruedSince: fund.feeAccruedSince,
      seedShares: fund.seedShares.toString(),
      shareDecimals: 6,
    };
  }

  private async publicView(asset: AssetFacts, token: TokenFacts): Promise<PublicAssetView> {
    const block = await this.reader.finalBlock();
    const supply = await this.reader.supplyAt(token.address, block.number);
    const nav = await this.reader.latestRound(token.navFeed, block.number);
    const reserve = await this.reader.latestRound(token.reserveFeed, block.number);
    return {
      id: asset.id,
      kind: asset.kind,
      state: asset.state,
      name: asset.name,
      description: asset.description,
      issuerName: await this.users.organisationName(asset.organisationId),
      symbol: token.symbol,
      decimals: token.decimals,
      tokenAddress: token.address,
      navFeed: token.navFeed,
      reserveFeed: token.reserveFeed,
      asOfBlock: block.number,
      asOfTime: block.time.toISOString(),
      supplyBaseUnits: supply.toString(),
      holders: await this.reader.holderCountAt(token.address, block.number),
      rules: token.rules,
      nav: nav && point(nav),
      reserve: reserve && point(reserve),
      coveragePpm: await this.coverage(token, nav, reserve),
    };
  }

  /**
   * The last published reserves over what the fund owed at the block they were published in: shares at
   * NAV, less the half millionth that its rounding may add, and the stated liabilities.
   */
  private async coverage(
    token: TokenFacts,
    nav: FeedRound | null,
    reserve: FeedRound | null,
  ): Promise<string | null> {
    if (!nav || !reserve) return null;
    const fund = await this.fund(token.assetId);
    const supply = await this.reader.supplyAt(token.address, reserve.blockNumber);
    const shares = supply + (fund?.seedShares ?? 0n);
    const owedToHolders = (shares * (2n * nav.answer - 1n)) / (2n * pow10(token.decimals));
    const liabilities = (fund?.liabilitiesCents ?? 0n) * CENT_TO_USD6;
    return coverageRatio(reserve.answer, owedToHolders + liabilities)?.toString() ?? null;
  }

  /** The statement in force; assets that are no fund have none. */
  private async fund(assetId: string): Promise<FundStatement | null> {
    try {
      return await this.assets.statement(assetId);
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  }
}

/** The last round that was shown of either feed, 0 of one that has no more. */
const LAST_ROUNDS = /^\d{1,18}\|\d{1,18}$/;

const feedsOf = (token: TokenFacts): [FeedKind, string][] => [
  ['nav', token.navFeed],
  ['reserve', token.reserveFeed],
];

const roundView = (kind: FeedKind, round: FeedRound): RoundView => ({
  kind,
  feed: round.feed,
  round: round.round.toString(),
  answer: round.answer.toString(),
  valuationTime: round.valuationTime.toISOString(),
  publishedAt: round.updatedAt.toISOString(),
  digest: round.digest,
  blockNumber: round.blockNumber,
  transactionHash: round.transactionHash,
});

const point = (round: FeedRound) => ({
  round: round.round.toString(),
  answer: round.answer.toString(),
  valuationTime: round.valuationTime.toISOString(),
  publishedAt: round.updatedAt.toISOString(),
  transactionHash: round.transactionHash,
});
