import { z } from 'zod';
import { instant, isoDate, uuid, wholeText } from '../platform/fields.js';
import { baseUnits, cents, decimal } from '../platform/values.js';

export const positionBody = z.strictObject({
  cusip: z.string().max(20),
  faceCents: cents('faceCents').describe('face value, US cents; whole multiples of 100 dollars'),
  costPricePer100: decimal('costPricePer100', 6).describe('dollars paid per 100 of face'),
});
export type PositionBody = z.output<typeof positionBody>;

export const putPortfolioBody = z.strictObject({
  positions: z.array(positionBody).max(2000),
  cashCents: cents('cashCents'),
  liabilitiesCents: cents('liabilitiesCents'),
  feeBpsPerYear: z.int().min(0).max(1000),
  feeAccruedSince: isoDate
    .optional()
    .describe('day from which the fee is not yet in the liabilities; default: today'),
  seedShares: baseUnits('seedShares').describe('book-entry shares, base units of 6 decimals'),
});
export type PutPortfolioBody = z.output<typeof putPortfolioBody>;

/** The body of the import, `Content-Type: text/csv`. */
export const importPortfolioBody = z
  .string('send the file as text with the header Content-Type: text/csv')
  .describe('CSV with the header cusip,face_usd,cost_price_per100')
  .meta({ example: 'cusip,face_usd,cost_price_per100\n912797TH0,1000000,99.500000\n' });

export const positionView = z.object({
  cusip: z.string(),
  description: z.string().describe('e.g. Bill 26-Week, Note 3-Year 3.500 %'),
  securityType: z.enum(['bill', 'note', 'bond']),
  issueDate: isoDate,
  maturityDate: isoDate,
  couponPercent: z.string().nullable(),
  faceCents: wholeText,
  costPricePer100: z.string(),
  costCents: wholeText,
  price: z
    .object({
      yieldPercent: z.string(),
      clean: z.string().describe('per 100 of face, 6 decimals'),
      accrued: z.string(),
      dirty: z.string(),
      valueUsd6: wholeText.describe('fair value with accrued interest, USD × 10⁶'),
      line: z.string().describe('the arithmetic in words'),
    })
    .nullable(),
  problem: z.string().nullable().describe('why there is no price'),
});
export type PositionView = z.output<typeof positionView>;

export const portfolioView = z
  .object({
    assetId: uuid,
    version: z.int(),
    inForce: z.boolean(),
    approvalId: uuid.nullable(),
    statedAt: instant,
    statedOn: isoDate.describe('day of the statement in New York'),
    statedBy: uuid,
    cashCents: wholeText,
    liabilitiesCents: wholeText,
    feeBpsPerYear: z.int(),
    feeAccruedSince: isoDate,
    seedShares: wholeText,
    positions: z.array(positionView),
    valuation: z
      .object({
        asOf: isoDate.describe('day of the official curve'),
        stale: z.boolean(),
        curveSource: z.string(),
        positionsUsd6: wholeText,
        cashUsd6: wholeText,
        receipts: z
          .array(
            z.object({
              cusip: z.string(),
              kind: z.enum(['principal', 'coupon']),
              paidOn: isoDate,
              amountUsd6: wholeText,
            }),
          )
          .describe('paid by the positions after the day of the statement'),
        receiptsUsd6: wholeText,
        totalUsd6: wholeText.describe('positions, cash and receipts'),
        costUsd6: wholeText.describe('of the positions that have not matured'),
        complete: z.boolean().describe('false where a position alive has no price'),
      })
      .nullable(),
  })
  .meta({ id: 'Portfolio' });
export type PortfolioView = z.output<typeof portfolioView>;
