import { z } from 'zod';
import { instant, isoDate, line, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { cents } from '../platform/values.js';
import { channel } from './offering.schema.js';

export const paymentState = z.enum(['recorded', 'confirmed', 'rejected', 'retracted']);
export type PaymentState = z.output<typeof paymentState>;

/** What a payment turned out to be. */
export const finding = z
  .enum([
    'exact',
    'part',
    'completes',
    'over',
    'repeated',
    'unknown_reference',
    'order_over',
    'no_order',
    'stranger',
  ])
  .describe(
    'exact: the order’s amount at once; part: less than is due; completes: the rest of it; over: more than is due; ' +
      'repeated: the order was paid already; unknown_reference: no order has it; order_over: the order has ended; ' +
      'no_order: an investor’s wallet paid without an order; stranger: a wallet nobody here knows',
  );
export type Finding = z.output<typeof finding>;

export const returnState = z.enum(['recorded', 'confirmed', 'rejected']);
export type ReturnState = z.output<typeof returnState>;

const someCents = (field: string) =>
  cents(field).refine((text) => !/^0+$/.test(text), { error: `${field} must be above zero` });

export const receiptBody = z
  .strictObject({
    reference: z.string().trim().max(140).describe('as the bank gives it'),
    amountCents: someCents('amountCents'),
    payer: line(140),
    bankTransactionId: line(64).describe('the bank’s own id: the same transfer is recorded once'),
    receivedOn: isoDate,
  })
  .meta({
    example: {
      reference: 'RF86 SUB0 0000 001',
      amountCents: '2500000',
      payer: 'Ada Example',
      bankTransactionId: '2026112100017',
      receivedOn: '2026-11-21',
    },
  });
export type ReceiptBody = z.output<typeof receiptBody>;

export const returnBody = z.strictObject({
  amountCents: someCents('amountCents'),
  bankTransactionId: line(64).describe('of the transfer back'),
  sentOn: isoDate,
});
export type ReturnBody = z.output<typeof returnBody>;

export const paymentsQuery = pageQuery.extend({ state: paymentState.optional() });
export type PaymentsQuery = z.output<typeof paymentsQuery>;

export const paymentView = z
  .object({
    id: uuid,
    offeringId: uuid,
    subscriptionId: uuid.nullable(),
    channel,
    state: paymentState,
    finding,
    sentence: z.string().describe('what it turned out to be, and what to do about it'),
    amount: wholeText.describe('base units of payment, as are all'),
    applied: wholeText.describe('kept by the order'),
    returned: wholeText,
    owed: wholeText.describe('to be given back to whoever paid'),
    bankTransactionId: z.string().nullable(),
    reference: z.string().nullable(),
    payer: z.string().nullable(),
    receivedOn: isoDate.nullable(),
    walletAddress: z.string().nullable(),
    transactionHash: z.string().nullable(),
    approvalId: uuid.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'SubscriptionPayment' });
export type PaymentView = z.output<typeof paymentView>;
export const paymentPage = pageOf(paymentView);

export const receiptAnswer = z
  .object({ payment: paymentView, approvalId: uuid })
  .meta({ id: 'ReceiptAnswer' });
export type ReceiptAnswer = z.output<typeof receiptAnswer>;

export const returnView = z
  .object({
    id: uuid,
    paymentId: uuid,
    state: returnState,
    amount: wholeText,
    bankTransactionId: z.string(),
    sentOn: isoDate,
    approvalId: uuid,
  })
  .meta({ id: 'PaymentReturn' });
export type ReturnView = z.output<typeof returnView>;
