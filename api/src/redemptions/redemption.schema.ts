import { DEALING_FREQUENCIES, redemptionMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { baseUnits } from '../platform/values.js';
import { address, refusalView, tokenAmount } from '../tokens/token.schema.js';

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';
const DAY = 86_400;

export const queueState = z
  .enum(['requested', 'launching', 'open', 'paused', 'failed', 'rejected'])
  .describe('requested: waits for approval; open: takes requests');
export type QueueState = z.output<typeof queueState>;

/** Payment that fits the contract's accounts (128 bits), above zero. */
const payment = (field: string) =>
  baseUnits(field).refine((text) => /^[0-9]+$/.test(text) && !outside(BigInt(text)), {
    error: `${field} must be above zero and fit 128 bits`,
  });
const outside = (value: bigint): boolean => value === 0n || value >= 1n << 128n;

export const calendar = z
  .strictObject({
    frequency: z.enum(DEALING_FREQUENCIES).meta({ example: 'daily' }),
    cutOff: z
      .string()
      .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day such as 12:00')
      .describe('New York; later requests deal on the next dealing day')
      .meta({ example: '12:00' }),
    settlementDays: z.int().min(0).max(30).describe('business days to the payment at the latest'),
  })
  .describe('dealing days are days of the US bond market');

export const openQueueBody = z.strictObject({
  paymentToken: address.describe('ERC-20 that redeemers are paid in').meta({ example: ADDRESS }),
  peg: z
    .strictObject({
      feed: address,
      maxAgeSeconds: z
        .int()
        .min(60)
        .max(400 * DAY),
      bandBps: z.int().min(1).max(1_000),
    })
    .nullable()
    .default(null)
    .describe('feed of the payment token against the dollar; null takes it at par'),
  priceMaxAgeSeconds: z
    .int()
    .min(60)
    .max(400 * DAY)
    .meta({ example: 4 * DAY }),
  minShares: baseUnits('minShares').meta({ example: '100000000' }),
  patienceSeconds: z
    .int()
    .min(3_600)
    .max(400 * DAY)
    .describe('after the cut-off, from when unsettled requests can be cancelled')
    .meta({ example: 10 * DAY }),
  calendar,
  reason,
});
export type OpenQueueBody = z.output<typeof openQueueBody>;

export const dealingView = z
  .object({
    date: isoDate,
    cutOff: instant,
    payableBy: isoDate,
  })
  .meta({ id: 'DealingDay' });
export type DealingView = z.output<typeof dealingView>;

export const queueView = z
  .object({
    id: uuid,
    tokenId: uuid,
    organisationId: uuid,
    state: queueState,
    address: z.string().nullable(),
    paymentToken: z.object({ address: z.string(), symbol: z.string(), decimals: z.int() }),
    priceMaxAgeSeconds: z.int(),
    peg: z.object({ feed: z.string(), maxAgeSeconds: z.int(), bandBps: z.int() }).nullable(),
    minShares: wholeText,
    patienceSeconds: z.int(),
    calendar,
    nextDealing: dealingView.describe('on which a request made now deals'),
    chain: z
      .object({
        openEpoch: z.int(),
        openShares: wholeText.describe('requested in the open epoch'),
        closedEpoch: z.int().nullable().describe('the one that waits for its strike'),
        pendingShares: wholeText,
        buffer: wholeText.describe('cash of the queue that nobody is owed'),
        owed: wholeText.describe('set aside for redeemers and not claimed'),
        instantLane: z.object({ feeBps: z.int(), dailyLimit: wholeText, leftToday: wholeText }),
      })
      .nullable()
      .describe('what the contract says now; null before it exists'),
    approvalId: uuid.nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'RedemptionQueue' });
export type QueueView = z.output<typeof queueView>;

export const openQueueAnswer = z
  .object({ queue: queueView, approvalId: uuid })
  .meta({ id: 'RedemptionQueueProposal' });
export type OpenQueueAnswer = z.output<typeof openQueueAnswer>;

const wallet = { walletId: uuid };
export const preflightBody = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('request'), ...wallet, shares: tokenAmount('shares') }),
  z.strictObject({
    action: z.literal('redeem_instantly'),
    ...wallet,
    shares: tokenAmount('shares'),
  }),
  z.strictObject({ action: z.literal('cancel'), ...wallet }),
  z.strictObject({ action: z.literal('claim'), ...wallet }),
]);
export type PreflightBody = z.output<typeof preflightBody>;

export const preflightView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView).describe('everything that stands against it, with its cure'),
    dealing: dealingView.nullable().describe('for a request: the day it deals on'),
    shares: wholeText.describe('that would move'),
    estimate: z
      .object({
        navRound: wholeText,
        nav: wholeText.describe('in the feed’s six decimals'),
        gross: wholeText,
        fee: wholeText,
        net: wholeText.describe('base units of payment'),
        binding: z.boolean().describe('false: a request is paid at a price not known yet'),
      })
      .nullable(),
    transactions: z
      .array(z.object({ what: z.string(), to: z.string(), data: z.string(), chainId: z.int() }))
      .describe('for the wallet to sign, in this order; empty while there are obstacles'),
  })
  .meta({ id: 'RedemptionPreflight' });
export type PreflightView = z.output<typeof preflightView>;

export const redemptionLane = z.enum(['queue', 'instant']);
export type RedemptionLane = z.output<typeof redemptionLane>;
export const redemptionState = z.enum(redemptionMachine.states);

export const redemptionView = z
  .object({
    id: uuid,
    queueId: uuid,
    tokenId: uuid,
    lane: redemptionLane,
    state: redemptionState,
    walletId: uuid.nullable(),
    controller: z.string(),
    investorReference: z.string().nullable(),
    epoch: z.int().nullable(),
    shares: wholeText,
    assets: wholeText.describe('base units of payment set aside; 0 before the strike'),
    fee: wholeText,
    deferredShares: wholeText.describe(
      'moved on to the next epoch, as this one was filled in part: `shares` is what stayed, or in the state deferred everything that left',
    ),
    carriedShares: wholeText.describe('of the shares, moved here from the epoch before'),
    claimedShares: wholeText,
    requestedAt: instant,
    changedAt: instant,
  })
  .meta({ id: 'Redemption' });
export type RedemptionView = z.output<typeof redemptionView>;

export const redemptionPage = pageOf(redemptionView);
export const redemptionsQuery = pageQuery.extend({
  state: redemptionState.optional(),
  epoch: z.coerce.number().int().min(1).optional(),
});
export type RedemptionsQuery = z.output<typeof redemptionsQuery>;

export const orderKind = z.enum(['close', 'strike', 'fund', 'withdraw', 'lane']);
export type OrderKind = z.output<typeof orderKind>;
export const orderState = z.enum(['requested', 'approved', 'settled', 'rejected', 'failed']);
export type OrderState = z.output<typeof orderState>;

export const closeBody = z.strictObject({ reason });
const fill = z
  .union([z.literal('buffer'), tokenAmount('fill')])
  .describe(
    'fill the epoch in part, pro rata, and defer the rest to the next: base units of shares, or as many as the buffer pays',
  )
  .meta({ example: 'buffer' });
export const strikeBody = z.strictObject({ fill: fill.optional(), reason });
export type StrikeBody = z.output<typeof strikeBody>;
export const strikeQuery = z.strictObject({ fill: fill.optional() });
export type StrikeQuery = z.output<typeof strikeQuery>;

/** How many requests a preview shows one by one. */
export const SHOWN_PARTS = 500;
export const strikeView = z
  .object({
    epoch: z.int(),
    shares: wholeText.describe('to be burnt'),
    deferredShares: wholeText.describe('to wait in the next epoch'),
    fill: wholeText.nullable().describe('the gate; null for a strike of everything'),
    navRound: wholeText,
    nav: wholeText,
    amount: wholeText.describe('base units of payment to be set aside'),
    buffer: wholeText,
    requests: z.int(),
    parts: z
      .array(
        z.object({
          controller: z.string(),
          investorReference: z.string().nullable(),
          shares: wholeText.describe('kept, to be paid'),
          amount: wholeText.describe('base units of payment for them, rounded down'),
          deferredShares: wholeText,
        }),
      )
      .describe(`what becomes of each request, the first ${SHOWN_PARTS} of them`),
  })
  .meta({ id: 'RedemptionStrike' });
export type StrikeView = z.output<typeof strikeView>;
export const fundBody = z.strictObject({ amount: payment('amount'), reason });
export type FundBody = z.output<typeof fundBody>;
export const withdrawBody = z.strictObject({ amount: payment('amount'), to: address, reason });
export type WithdrawBody = z.output<typeof withdrawBody>;
export const laneBody = z.strictObject({
  feeBps: z.int().min(0).max(500),
  dailyLimit: baseUnits('dailyLimit').describe('payment per day (UTC); 0 shuts the lane'),
  reason,
});
export type LaneBody = z.output<typeof laneBody>;
export type ReasonBody = z.output<typeof closeBody>;

export const orderView = z
  .object({
    id: uuid,
    queueId: uuid,
    kind: orderKind,
    state: orderState,
    epoch: z.int().nullable(),
    shares: wholeText.nullable(),
    fill: wholeText.nullable().describe('of a strike in part: the gate of the epoch'),
    deferredShares: wholeText.nullable(),
    navRound: wholeText.nullable(),
    nav: wholeText.nullable(),
    amount: wholeText.nullable().describe('base units of payment; for a lane its daily limit'),
    feeBps: z.int().nullable(),
    account: z.string().nullable(),
    reason: z.string(),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    transactionHash: z.string().nullable(),
    blockNumber: z.int().nullable(),
    settledAt: instant.nullable(),
    settledAmount: wholeText.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'RedemptionOrder' });
export type OrderView = z.output<typeof orderView>;

export const orderPage = pageOf(orderView);
export const orderAnswer = z
  .object({ order: orderView, approvalId: uuid.nullable() })
  .meta({ id: 'RedemptionOrderAnswer' });
export type OrderAnswer = z.output<typeof orderAnswer>;
