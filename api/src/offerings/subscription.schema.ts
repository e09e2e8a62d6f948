import { subscriptionMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { channel, money, someMoney } from './offering.schema.js';

export const subscribeBody = z
  .strictObject({
    walletId: uuid,
    channel,
    amountBaseUnits: someMoney('amountBaseUnits').describe(
      'base units of the payment token, whole cents',
    ),
    minTokensBaseUnits: money('minTokensBaseUnits')
      .default('0')
      .describe('least tokens accepted for the whole amount; 0: any'),
  })
  .meta({
    example: {
      walletId: '01900000-0000-7000-8000-000000000001',
      channel: 'bank',
      amountBaseUnits: '25000000000',
    },
  });
export type SubscribeBody = z.output<typeof subscribeBody>;

export const subscriptionsQuery = pageQuery.extend({
  state: z.enum(subscriptionMachine.states).optional(),
});
export type SubscriptionsQuery = z.output<typeof subscriptionsQuery>;

const transaction = z.object({
  to: z.string(),
  data: z.string(),
  chainId: z.number().int(),
  purpose: z.string(),
});

export const subscriptionView = z
  .object({
    id: uuid,
    offeringId: uuid,
    organisationId: uuid.nullable().describe('the investor’s; null for those who may not know'),
    investorReference: z.string(),
    walletId: uuid,
    walletAddress: z.string(),
    channel,
    state: z.enum(subscriptionMachine.states),
    allowedEvents: z.array(z.string()),
    reference: z.string().describe('ISO 11649; to be given with a bank transfer'),
    ordered: wholeText,
    amount: wholeText.describe('what is to be paid, base units of payment'),
    paid: wholeText,
    outstanding: wholeText,
    minTokens: wholeText,
    paidAt: instant.nullable(),
    coolingOffUntil: instant.nullable(),
    tokens: wholeText.nullable().describe('base units delivered'),
    transactions: z
      .array(transaction)
      .describe(
        'for the investor’s wallet to sign, in this order, while a stablecoin payment is due',
      ),
    operationId: uuid.nullable(),
    transactionHash: z.string().nullable(),
    blockNumber: z.number().int().nullable(),
    settledAt: instant.nullable(),
    reasonCode: z.string().nullable(),
    reason: z.string().nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Subscription' });
export type SubscriptionView = z.output<typeof subscriptionView>;
export const subscriptionPage = pageOf(subscriptionView);

export const settlementBody = z.strictObject({
  subscriptionIds: z
    .array(uuid)
    .min(1)
    .max(200)
    .refine((ids) => new Set(ids).size === ids.length, { error: 'names an order twice' })
    .describe('paid orders whose cooling-off is over'),
});
export type SettlementBody = z.output<typeof settlementBody>;

export const settlementAnswer = z
  .object({ approvalId: uuid, subscriptionIds: z.array(uuid) })
  .meta({ id: 'SettlementProposal' });
export type SettlementAnswer = z.output<typeof settlementAnswer>;
