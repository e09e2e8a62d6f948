import { z } from 'zod';
import { ASSET_KINDS } from '../assets/asset.schema.js';
import { instant, isoDate, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { rulesView } from '../tokens/token.schema.js';

export const roundsQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(1000).default(200).describe('rounds of each feed'),
  after: pageQuery.shape.after,
});
export type RoundsQuery = z.output<typeof roundsQuery>;

export const roundView = z
  .object({
    kind: z.enum(['nav', 'reserve']),
    feed: z.string(),
    round: wholeText,
    answer: wholeText.describe('US dollars × 10⁶: per share for nav, in total for reserve'),
    valuationTime: instant,
    publishedAt: instant,
    digest: z.string().describe('EIP-712 digest the committee signed'),
    blockNumber: z.number().int(),
    transactionHash: z.string(),
  })
  .meta({ id: 'Round' });
export type RoundView = z.output<typeof roundView>;

export const parkedView = z
  .object({
    kind: z.enum(['nav', 'reserve']),
    feed: z.string(),
    digest: z.string(),
    round: wholeText,
    answer: wholeText,
    valuationTime: instant,
    parkedAt: instant,
  })
  .meta({ id: 'ParkedReport' });

export const roundsView = z
  .object({
    items: z.array(roundView).describe('newest first'),
    parked: z.array(parkedView),
    nextCursor: z.string().nullable(),
  })
  .meta({ id: 'Rounds' });
export type RoundsView = z.output<typeof roundsView>;

const pointView = z.object({
  round: wholeText,
  answer: wholeText.describe('US dollars × 10⁶'),
  valuationTime: instant,
  publishedAt: instant,
  transactionHash: z.string(),
});

export const publicAssetView = z
  .object({
    id: uuid,
    kind: z.enum(ASSET_KINDS),
    state: z.string(),
    name: z.string(),
    description: z.string(),
    issuerName: z.string(),
    symbol: z.string(),
    decimals: z.number().int(),
    tokenAddress: z.string(),
    navFeed: z.string(),
    reserveFeed: z.string(),
    asOfBlock: z.number().int(),
    asOfTime: instant,
    supplyBaseUnits: wholeText,
    holders: z.number().int(),
    rules: rulesView,
    nav: pointView.nullable(),
    reserve: pointView.nullable(),
    coveragePpm: wholeText
      .nullable()
      .describe(
        'published reserves over shares in issue at NAV and stated liabilities, millionths, rounded down',
      ),
  })
  .meta({ id: 'PublicAsset' });
export type PublicAssetView = z.output<typeof publicAssetView>;

export const publicAssetPage = pageOf(publicAssetView);

export const feedsView = z
  .object({
    assetId: uuid,
    assetKind: z.enum(ASSET_KINDS),
    tokenAddress: z.string(),
    navFeed: z.string(),
    reserveFeed: z.string(),
    statementUrl: z.string(),
  })
  .meta({ id: 'Feeds' });
export type FeedsView = z.output<typeof feedsView>;
export const feedsPage = pageOf(feedsView);

export const statementView = z
  .object({
    assetId: uuid,
    asOfBlock: wholeText,
    asOfTime: instant,
    statedOn: isoDate.describe(
      'day in New York; principal and coupons paid later are not in cashCents',
    ),
    currency: z.literal('USD'),
    positions: z.array(
      z.object({ cusip: z.string(), faceCents: wholeText, costPricePer100: z.string() }),
    ),
    cashCents: wholeText,
    liabilitiesCents: wholeText,
    feeBpsPerYear: wholeText,
    feeAccruedSince: isoDate,
    seedShares: wholeText.describe('book-entry shares of the sponsor, base units'),
    shareDecimals: z.literal(6),
  })
  .meta({ id: 'Statement' });
export type StatementView = z.output<typeof statementView>;
