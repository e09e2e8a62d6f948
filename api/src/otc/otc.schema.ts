import { otcOrderMachine, type OtcOrderState } from '@cadastre/core';
import { z } from 'zod';
import { instant, positiveNumber, uuid, wholeNumber, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { address, refusalView } from '../tokens/token.schema.js';

const fits = (bits: bigint) =>
  positiveNumber.refine((n) => n < 1n << bits, { error: `does not fit ${bits} bits` });

const terms = {
  walletId: uuid.describe('the maker’s wallet: it signs, delivers and receives'),
  sells: z.boolean().describe('whether the maker sells the asset (else buys it)'),
  amountBaseUnits: fits(112n).describe('of the asset'),
  priceBaseUnits: fits(128n).describe('of the payment token, for the whole amount'),
  paymentToken: address.meta({ example: '0x5FbDB2315678afecb367f032d93F642f64180aa3' }),
  minFillBaseUnits: wholeNumber
    .refine((n) => n < 1n << 112n, { error: 'does not fit 112 bits' })
    .default(0n)
    .describe('least part that may be taken, unless less is left'),
  taker: address.optional().describe('the only wallet that may take it; anybody where left out'),
  deadline: z.iso
    .datetime()
    .transform((text) => new Date(text))
    .describe('last second at which the order holds')
    .meta({ example: '2026-05-01T08:00:00.000Z' }),
};

export const draftBody = z.strictObject(terms);
export type DraftBody = z.output<typeof draftBody>;

export const otcOrderBody = z.strictObject({
  ...terms,
  nonce: wholeNumber.refine((n) => n < 1n << 256n, { error: 'does not fit 256 bits' }),
  signature: z
    .string()
    .regex(
      /^0x([0-9a-fA-F]{2}){1,2048}$/,
      'must be a signature: 0x and two hex digits for each byte, 65 bytes in general',
    )
    .describe('the wallet’s over exactly these terms (EIP-712; a contract’s by ERC-1271)'),
});
export type OtcOrderBody = z.output<typeof otcOrderBody>;

const transaction = z.object({
  what: z.string(),
  to: z.string(),
  data: z.string(),
  chainId: z.number().int(),
});

export const draftView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView),
    nonce: wholeText,
    hash: z.string(),
    typedData: z
      .object({
        domain: z.record(z.string(), z.unknown()),
        types: z.record(z.string(), z.array(z.object({ name: z.string(), type: z.string() }))),
        primaryType: z.literal('Order'),
        message: z.record(z.string(), z.unknown()),
      })
      .describe('for the wallet to sign (eth_signTypedData_v4)'),
    transactions: z
      .array(transaction)
      .describe('what the wallet must allow before the order can be filled'),
  })
  .meta({ id: 'OtcDraft' });
export type DraftView = z.output<typeof draftView>;

export const otcOrderState = z.enum(otcOrderMachine.states as [OtcOrderState, ...OtcOrderState[]]);

export const otcOrderView = z
  .object({
    id: uuid,
    tokenId: uuid,
    state: otcOrderState,
    mine: z.boolean(),
    hash: z.string(),
    maker: z.string(),
    taker: z.string().nullable(),
    sells: z.boolean(),
    amountBaseUnits: wholeText,
    filledBaseUnits: wholeText,
    priceBaseUnits: wholeText,
    minFillBaseUnits: wholeText,
    paymentToken: z.string(),
    paymentSymbol: z.string(),
    paymentDecimals: z.number().int(),
    nonce: wholeText,
    deadline: instant,
    matchOperationId: uuid.nullable().describe('the newest match of it with another order'),
    matchPending: z.boolean(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'OtcOrder' });
export type OtcOrderView = z.output<typeof otcOrderView>;

export const otcOrderPage = pageOf(otcOrderView);
export const otcOrdersQuery = pageQuery.extend({ state: otcOrderState.optional() });
export type OtcOrdersQuery = z.output<typeof otcOrdersQuery>;

export const takeBody = z.strictObject({
  walletId: uuid.describe('the other side'),
  amountBaseUnits: positiveNumber,
});
export type TakeBody = z.output<typeof takeBody>;

export const takeView = z
  .object({
    allowed: z.boolean(),
    obstacles: z.array(refusalView),
    paysBaseUnits: wholeText.describe('from the buyer to the seller, base units of payment'),
    transactions: z.array(transaction).describe('for the wallet to sign, one after the other'),
  })
  .meta({ id: 'OtcTake' });
export type TakeView = z.output<typeof takeView>;

export const cancellationView = z
  .object({ transaction: transaction.describe('for the maker’s wallet to sign') })
  .meta({ id: 'OtcCancellation' });
export type CancellationView = z.output<typeof cancellationView>;

export const matchBody = z.strictObject({
  restingOrderId: uuid.describe('the counter-order, at whose price the two are matched'),
});
export type MatchBody = z.output<typeof matchBody>;

export const tradeView = z
  .object({
    orderId: uuid,
    seller: z.string(),
    buyer: z.string(),
    amountBaseUnits: wholeText,
    paidBaseUnits: wholeText,
    transactionHash: z.string(),
    tradedAt: instant,
  })
  .meta({ id: 'OtcTrade' });
export type TradeView = z.output<typeof tradeView>;
export const tradePage = pageOf(tradeView);
