import { z } from 'zod';
import { instant, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { cents } from '../platform/values.js';
import { orderState, refusalView, tokenAmount } from './token.schema.js';

const money = (field: string) =>
  cents(field).refine((text) => !/^0+$/.test(text), { error: `${field} must be above zero` });

export const mintBody = z.strictObject({
  walletId: uuid,
  considerationCents: money('considerationCents'),
  reason: reason.optional(),
});
export type MintBody = z.output<typeof mintBody>;

export const mintPreflightBody = z.strictObject({
  walletId: uuid,
  considerationCents: money('considerationCents'),
});
export type MintPreflightBody = z.output<typeof mintPreflightBody>;

export const burnBody = z.strictObject({
  walletId: uuid,
  amountBaseUnits: tokenAmount('amountBaseUnits'),
  considerationCents: money('considerationCents').describe('what the holder is paid'),
  reason: reason.optional(),
});
export type BurnBody = z.output<typeof burnBody>;

export const strikeView = z
  .object({
    navRound: wholeText,
    nav: wholeText.describe('US dollars per share × 10⁶'),
    navAsOf: instant,
    amountBaseUnits: wholeText,
    residual: wholeText.describe('US dollars × 10^(6 + decimals) that buy less than a base unit'),
  })
  .meta({ id: 'Strike' });

export const mintPreflightView = z
  .object({
    allowed: z.boolean(),
    reason: refusalView.nullable(),
    strike: strikeView.nullable(),
  })
  .meta({ id: 'MintPreflight' });
export type MintPreflightView = z.output<typeof mintPreflightView>;

export const supplyOrderView = z
  .object({
    id: uuid,
    tokenId: uuid,
    kind: z.enum(['mint', 'burn']),
    state: orderState,
    walletId: uuid,
    walletAddress: z.string(),
    considerationCents: wholeText,
    navRound: wholeText,
    nav: wholeText.describe('US dollars per share × 10⁶'),
    amountBaseUnits: wholeText,
    residual: wholeText.describe('US dollars × 10^(6 + decimals)'),
    spendId: wholeText.describe('the once-only operation id of the contract'),
    reason: z.string(),
    approvalId: uuid.nullable(),
    operationId: uuid.nullable(),
    transactionHash: z.string().nullable(),
    blockNumber: z.number().int().nullable(),
    settledAt: instant.nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    createdAt: instant,
  })
  .meta({ id: 'SupplyOrder' });
export type SupplyOrderView = z.output<typeof supplyOrderView>;

export const supplyOrderPage = pageOf(supplyOrderView);
export const supplyOrdersQuery = pageQuery.extend({ state: orderState.optional() });
export type SupplyOrdersQuery = z.output<typeof supplyOrdersQuery>;

export const supplyAnswer = z
  .object({ supplyOrder: supplyOrderView, approvalId: uuid })
  .meta({ id: 'SupplyOrderAnswer' });
export type SupplyAnswer = z.output<typeof supplyAnswer>;
