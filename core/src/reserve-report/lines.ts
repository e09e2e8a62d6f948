import { z } from 'zod';
import { address, day, hash32, instant, sha256Text, signedWhole, whole } from './primitives.js';

/** A fund of Treasury securities: its own statement, the terms of what it holds, and one day's curve. */
export const treasuryLine = z.strictObject({
  kind: z.literal('treasury'),
  custodian: z.string(),
  statement: z.strictObject({
    version: z.int().min(1),
    statedAt: instant,
    /** Day in New York; principal and coupons paid later are received, not in the cash. */
    statedOn: day,
    /** With the considerations of every issue and redemption settled up to the block. */
    cashCents: signedWhole,
    liabilitiesCents: whole,
    feeBpsPerYear: z.int().min(0),
    feeAccruedSince: day,
    /** Book-entry shares of the sponsor, base units. */
    seedShares: whole,
  }),
  positions: z.array(
    z.strictObject({
      cusip: z.string(),
      faceCents: whole,
      /** Dollars per 100 of face, decimal. */
      costPricePer100: z.string(),
    }),
  ),
  /** Of every position. Rates are fractions per year × 10⁹. */
  securities: z.array(
    z.strictObject({
      cusip: z.string(),
      type: z.enum(['bill', 'note', 'bond']),
      description: z.string(),
      issueDate: day,
      maturityDate: day,
      datedDate: day.nullable(),
      couponRate: whole.nullable(),
      reopening: z.boolean(),
    }),
  ),
  curve: z.strictObject({
    /** Publisher and file. */
    source: z.string(),
    date: day,
    /** Ascending by days; rates are bond-equivalent yields, fraction × 10⁹. */
    points: z.array(z.strictObject({ tenor: z.string(), days: z.int().min(1), rate: signedWhole })),
  }),
});
export type TreasuryLine = z.output<typeof treasuryLine>;

/** A bar as its custodian lists it: thousandths of a troy ounce, fineness in tenths of a mille. */
export const listedBar = z.strictObject({
  custodian: z.string(),
  vault: z.string(),
  refiner: z.string(),
  serial: z.string(),
  year: z.int(),
  grossMilliOz: whole,
  finenessTenths: z.int(),
  statedFineMilliOz: whole,
});
export type ListedBar = z.output<typeof listedBar>;

/** Allocated gold: one token is one fine troy ounce, and the NAV is the price of an ounce. */
export const commodityLine = z.strictObject({
  kind: z.literal('commodity'),
  metal: z.literal('gold'),
  /** In the vaults at the block; by custodian, refiner, serial and year. */
  bars: z.array(listedBar),
  /** Bars that left the vault up to the block, oldest first. */
  deliveries: z.array(
    z.strictObject({
      refiner: z.string(),
      serial: z.string(),
      year: z.int(),
      statedFineMilliOz: whole,
      time: instant,
      transactionHash: hash32,
    }),
  ),
});
export type CommodityLine = z.output<typeof commodityLine>;

/** A property: its newest appraisal, what is owed on it, its rents and its title. */
export const propertyLine = z.strictObject({
  kind: z.literal('real_estate'),
  custodian: z.string(),
  parcelId: z.string(),
  address: z.string(),
  /** Company that holds the title. */
  vehicle: z.string(),
  appraisal: z.strictObject({
    valueCents: whole,
    date: day,
    appraiser: z.string(),
    documentSha256: sha256Text.nullable(),
  }),
  debt: z.strictObject({ cents: whole, lender: z.string().nullable() }),
  cashCents: whole,
  payablesCents: whole,
  /** The newest income sheet; amounts in base units of its money. Null before the first. */
  rentRoll: z
    .strictObject({
      recordDate: day,
      currency: z.string(),
      decimals: z.int().min(0).max(18),
      lines: z.array(
        z.strictObject({
          kind: z.enum(['rent', 'expense', 'reserve_fund']),
          label: z.string(),
          amount: whole,
        }),
      ),
    })
    .nullable(),
  /** The ERC-721 of the title; null where the deed is a paper only. */
  deed: z.strictObject({ contract: address, tokenId: whole }).nullable(),
});
export type PropertyLine = z.output<typeof propertyLine>;
