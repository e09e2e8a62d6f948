import { buyoutMachine, type BuyoutState } from '@cadastre/core';
import { z } from 'zod';
import { instant, positiveNumber, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { address, refusalView } from '../tokens/token.schema.js';
import { voteBody } from '../votes/vote.schema.js';

export const buyoutBody = voteBody.omit({ title: true }).extend({
  bidder: address.describe('the registered wallet that pays and gets the deed'),
  priceBaseUnits: positiveNumber
    .refine((price) => price < 1n << 128n, { error: 'does not fit 128 bits' })
    .describe('of the deed’s payment token, for the whole property'),
  deadline: z.iso
    .datetime()
    .transform((text) => new Date(Math.floor(Date.parse(text) / 1000) * 1000))
    .describe('last second at which it can be executed; after the end of voting')
    .meta({ example: '2026-05-11T08:00:00.000Z' }),
});
export type BuyoutBody = z.output<typeof buyoutBody>;

export const buyoutState = z.enum(buyoutMachine.states as [BuyoutState, ...BuyoutState[]]);

export const buyoutView = z
  .object({
    id: uuid,
    assetId: uuid,
    deedId: uuid,
    voteId: uuid.describe('the motion: submitted, voted on and counted as any other'),
    state: buyoutState,
    vault: z.string(),
    bidder: z.string(),
    priceBaseUnits: wholeText,
    deadline: instant,
    fractions: wholeText
      .nullable()
      .describe('at the record date while it is funded, at the execution afterwards'),
    surrendered: wholeText.describe('fractions burnt for their part'),
    paid: wholeText,
    swept: wholeText.describe('what rounding left, taken by the issuer'),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Buyout' });
export type BuyoutView = z.output<typeof buyoutView>;

export const buyoutPage = pageOf(buyoutView);
export const buyoutsQuery = pageQuery.extend({ state: buyoutState.optional() });
export type BuyoutsQuery = z.output<typeof buyoutsQuery>;

export const buyoutAnswer = z
  .object({ buyout: buyoutView, approvalId: uuid })
  .meta({ id: 'BuyoutAnswer' });
export type BuyoutAnswer = z.output<typeof buyoutAnswer>;

export const sweepBody = z.strictObject({ to: address });
export type SweepBody = z.output<typeof sweepBody>;

export const surrenderView = z
  .object({
    account: z.string(),
    receiver: z.string(),
    burned: wholeText,
    paid: wholeText,
    surrenderedAt: instant,
    transactionHash: z.string(),
  })
  .meta({ id: 'Surrender' });
export type SurrenderView = z.output<typeof surrenderView>;
export const surrenderPage = pageOf(surrenderView);

const walletId = uuid.describe('the wallet that signs');
export const buyoutOrderBody = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('fund'), walletId }),
  z.strictObject({ verb: z.literal('withdraw'), walletId }),
  z.strictObject({
    verb: z.literal('surrender'),
    walletId,
    amountBaseUnits: positiveNumber.describe('of the asset'),
  }),
]);
export type BuyoutOrderBody = z.output<typeof buyoutOrderBody>;

/** Calls for a wallet to sign, or what stands against them. */
export const propertyOrderView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView),
    moneyBaseUnits: wholeText.describe('what the wallet pays or gets; 0 for a deposit'),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    transactions: z
      .array(z.object({ to: z.string(), data: z.string(), chainId: z.number().int() }))
      .describe('to be signed in this order; none where something stands against them'),
  })
  .meta({ id: 'PropertyOrder' });
export type PropertyOrderView = z.output<typeof propertyOrderView>;

export const claimView = z
  .object({
    buyoutId: uuid,
    assetId: uuid,
    walletId: uuid,
    account: z.string(),
    balanceBaseUnits: wholeText,
    worthBaseUnits: wholeText.describe('of the payment token, for all of it at once'),
    paymentToken: z.string(),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
  })
  .meta({ id: 'BuyoutClaim' });
export type ClaimView = z.output<typeof claimView>;
export const claimPage = pageOf(claimView);
