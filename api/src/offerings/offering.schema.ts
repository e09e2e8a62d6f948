import { offeringMachine } from '@cadastre/core';
import { z } from 'zod';
import { HOUR_MS } from '../platform/clock.js';
import { instant, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { baseUnits } from '../platform/values.js';
import { address, refusalView } from '../tokens/token.schema.js';

export const channel = z.enum(['stablecoin', 'bank']);
export type Channel = z.output<typeof channel>;

const U128 = 1n << 128n;

/** Base units of the payment token that fit the contract. */
export const money = (field: string) =>
  baseUnits(field)
    .refine((text) => !/^[0-9]+$/.test(text) || BigInt(text) < U128, {
      error: `${field} is larger than the contract can hold (128 bits)`,
    })
    .describe('base units of the payment token');

export const someMoney = (field: string) =>
  money(field).refine((text) => !/^0+$/.test(text), { error: `${field} must be above zero` });

const price = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('fixed'),
    perTokenBaseUnits: someMoney('perTokenBaseUnits').describe('payment per whole token'),
  }),
  z.strictObject({
    kind: z.literal('nav'),
    forward: z.boolean().describe('the NAV must be valued after the subscription'),
    maxAgeSeconds: z
      .int()
      .min(60)
      .max(400 * 86_400)
      .describe('oldest NAV that is believed'),
  }),
]);

/** What is sold, for what, to whom and until when. Compliance approves exactly this. */
export const offeringTerms = z
  .strictObject({
    price,
    opensAt: instant,
    closesAt: instant.describe('nothing is ordered or paid from then on'),
    bookClosesAt: instant
      .nullable()
      .default(null)
      .describe(
        'orders are taken until then, divided pro rata if there are too many, then paid; null: first come',
      ),
    softCapBaseUnits: money('softCapBaseUnits')
      .default('0')
      .describe('less money, and all goes back'),
    hardCapBaseUnits: someMoney('hardCapBaseUnits').describe('most money, both channels together'),
    bankCapBaseUnits: money('bankCapBaseUnits')
      .default('0')
      .describe('the part of the hard cap kept for bank transfers; 0: none are taken'),
    minPerInvestorBaseUnits: someMoney('minPerInvestorBaseUnits'),
    maxPerInvestorBaseUnits: someMoney('maxPerInvestorBaseUnits'),
    paymentToken: address,
    treasury: address.describe('where the money of delivered orders goes'),
    coolingOffHours: z.int().min(0).max(720).default(0),
    deliveryPeriodDays: z
      .int()
      .min(1)
      .max(365)
      .describe('what is not delivered by then can be taken back from the contract'),
    peg: z
      .strictObject({
        feed: address,
        maxAgeSeconds: z
          .int()
          .min(60)
          .max(400 * 86_400),
        bandBps: z.int().min(1).max(1_000),
      })
      .nullable()
      .default(null)
      .describe('feed of the payment token; nothing is sold while it is off its peg'),
  })
  .meta({
    example: {
      price: { kind: 'nav', forward: true, maxAgeSeconds: 432_000 },
      opensAt: '2026-12-01T09:00:00.000Z',
      closesAt: '2026-12-15T17:00:00.000Z',
      hardCapBaseUnits: '10000000000000',
      bankCapBaseUnits: '4000000000000',
      minPerInvestorBaseUnits: '1000000000',
      maxPerInvestorBaseUnits: '500000000000',
      paymentToken: '0x5FbDB2315678afecb367f032d93F642f64180aa3',
      treasury: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
      coolingOffHours: 48,
      deliveryPeriodDays: 14,
    },
  });
export type OfferingTerms = z.output<typeof offeringTerms>;

/** The first rule across fields that the terms break, or null. */
export function brokenRule(terms: OfferingTerms): { field: string; detail: string } | null {
  const [opens, closes] = [Date.parse(terms.opensAt), Date.parse(terms.closesAt)];
  const book = terms.bookClosesAt === null ? null : Date.parse(terms.bookClosesAt);
  const units = (key: `${'soft' | 'hard' | 'bank'}Cap` | `${'min' | 'max'}PerInvestor`) =>
    BigInt(terms[`${key}BaseUnits`]);
  const broken = (field: string, detail: string) => ({ field, detail });
  if (opens >= closes) return broken('closesAt', 'must be after opensAt');
  if (book !== null && (book <= opens || book >= closes)) {
    return broken('bookClosesAt', 'must be between opensAt and closesAt');
  }
  if (units('softCap') > units('hardCap')) {
    return broken('softCapBaseUnits', 'must not be above the hard cap');
  }
  if (units('bankCap') >= units('hardCap')) {
    return broken('bankCapBaseUnits', 'must leave a part of the hard cap to the contract');
  }
  if (units('minPerInvestor') > units('maxPerInvestor')) {
    return broken('minPerInvestorBaseUnits', 'must not be above maxPerInvestorBaseUnits');
  }
  if (terms.coolingOffHours * HOUR_MS >= terms.deliveryPeriodDays * 24 * HOUR_MS) {
    return broken('coolingOffHours', 'must be over before the delivery period is');
  }
  return null;
}

export const cancelBody = z.strictObject({ reason });
export type CancelBody = z.output<typeof cancelBody>;

export const offeringsQuery = pageQuery.extend({
  state: z.enum(offeringMachine.states).optional(),
  assetId: uuid.optional(),
});
export type OfferingsQuery = z.output<typeof offeringsQuery>;

export const offeringView = z
  .object({
    id: uuid,
    assetId: uuid,
    tokenId: uuid,
    organisationId: uuid,
    state: z.enum(offeringMachine.states),
    allowedEvents: z.array(z.string()),
    terms: offeringTerms,
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    paused: z.boolean(),
    address: z.string().nullable().describe('the contract of the sale'),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    totals: z
      .object({
        ordered: wholeText.describe('orders that live or are settled'),
        paid: wholeText.describe('money confirmed and not given back'),
        settled: wholeText,
        tokens: wholeText.describe('base units of the token, delivered'),
      })
      .describe('base units of the payment token, both channels'),
    allottedAt: instant.nullable(),
    unallotted: wholeText.nullable().describe('what the allotment gave nobody'),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Offering' });
export type OfferingView = z.output<typeof offeringView>;
export const offeringPage = pageOf(offeringView);

export const offeringAnswer = z
  .object({ offering: offeringView, approvalId: uuid })
  .meta({ id: 'OfferingProposal' });
export type OfferingAnswer = z.output<typeof offeringAnswer>;

export const allotmentView = z
  .object({
    parts: z.array(
      z.object({ subscriptionId: uuid, channel, ordered: wholeText, amount: wholeText }),
    ),
    unallotted: wholeText.describe('base units of payment that nobody gets'),
    final: z.boolean().describe('false: as it would be if the book closed now'),
  })
  .meta({ id: 'Allotment' });
export type AllotmentView = z.output<typeof allotmentView>;

export const subscribePreflightBody = z.strictObject({
  walletId: uuid,
  channel,
  amountBaseUnits: someMoney('amountBaseUnits'),
});
export type SubscribePreflightBody = z.output<typeof subscribePreflightBody>;

export const subscribePreflightView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView).describe('everything that stands against it, with its cure'),
    quote: z
      .object({
        tokens: wholeText.describe('base units; with a NAV price an estimate'),
        price: wholeText.describe('payment per whole token × 10^priceDecimals'),
        priceDecimals: z.number().int(),
        navRound: wholeText.nullable(),
        final: z.boolean().describe('a fixed price: this is what is delivered'),
      })
      .nullable(),
    leftBaseUnits: wholeText.describe('what the channel’s cap still takes'),
    lockedUntil: instant.nullable().describe('tokens cannot be transferred before'),
    coolingOffHours: z.number().int(),
  })
  .meta({ id: 'SubscriptionPreflight' });
export type SubscribePreflightView = z.output<typeof subscribePreflightView>;
