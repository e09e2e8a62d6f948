import { z } from 'zod';
import { reportAttestation } from './attestation.js';
import { commodityLine, propertyLine, treasuryLine } from './lines.js';
import {
  address,
  blockNumber,
  hash32,
  instant,
  sha256Text,
  signedWhole,
  whole,
} from './primitives.js';

/** How old inputs may be and how far apart. */
export const reportPolicy = z.strictObject({
  /** Calendar days from the valuation of the NAV in force to the block. */
  navMaxAgeDays: z.int().min(0),
  /** Days from an attestation's `asOf` to the block. */
  attestationMaxAgeDays: z.int().min(0),
  /** Days from a property's appraisal to the block. */
  appraisalMaxAgeDays: z.int().min(0),
  /** How far the published NAV may be from the recomputed one, basis points. */
  toleranceBps: z.int().min(0),
});
export type ReportPolicy = z.output<typeof reportPolicy>;

export const ASSET_LINES = ['treasury', 'commodity', 'real_estate'] as const;
export type AssetLine = (typeof ASSET_LINES)[number];

/** The policy each product line is held to. */
export const REPORT_POLICY: Readonly<Record<AssetLine, ReportPolicy>> = {
  treasury: {
    navMaxAgeDays: 5,
    attestationMaxAgeDays: 35,
    appraisalMaxAgeDays: 0,
    toleranceBps: 10,
  },
  commodity: {
    navMaxAgeDays: 35,
    attestationMaxAgeDays: 35,
    appraisalMaxAgeDays: 0,
    toleranceBps: 10,
  },
  real_estate: {
    navMaxAgeDays: 400,
    attestationMaxAgeDays: 400,
    appraisalMaxAgeDays: 400,
    toleranceBps: 10,
  },
};

/** What a line's attestations count. */
export const ATTESTED_UNIT: Readonly<Record<AssetLine, { unit: string; scale: number }>> = {
  treasury: { unit: 'USD face', scale: 2 },
  commodity: { unit: 'fine troy ounce', scale: 3 },
  real_estate: { unit: 'USD appraised', scale: 2 },
};

/** An accepted report of a feed; answers in US dollars × 10⁶. */
export const feedRound = z.strictObject({
  round: whole,
  answer: signedWhole,
  valuationTime: instant,
  publishedAt: instant,
  block: blockNumber,
  transactionHash: hash32,
  /** EIP-712 digest that the committee signed. */
  digest: hash32,
  /** Members whose signatures the transaction carried; told of the newest round only. */
  signers: z.array(address),
});
export type ReportRound = z.output<typeof feedRound>;

export const movement = z.strictObject({
  kind: z.enum(['mint', 'burn']),
  spendId: whole,
  holder: address,
  baseUnits: whole,
  block: blockNumber,
  time: instant,
  transactionHash: hash32,
});
export type Movement = z.output<typeof movement>;

/**
 * Everything a report's numbers follow from, gathered at one block. Amounts are whole numbers as text
 * with the unit in their name: `Usd6` is dollars × 10⁶, `Cents` dollars × 100, `BaseUnits` the
 * token's smallest unit.
 */
export const reportInputs = z.strictObject({
  asset: z.strictObject({
    id: z.uuid(),
    kind: z.enum(ASSET_LINES),
    name: z.string(),
    issuer: z.string(),
    /** Name and value, for the cover. */
    facts: z.array(z.strictObject({ label: z.string(), value: z.string() })),
  }),
  token: z.strictObject({
    chainId: z.int().min(1),
    address,
    name: z.string(),
    symbol: z.string(),
    decimals: z.int().min(0).max(18),
    navFeed: address,
    reserveFeed: address,
    deployedBlock: blockNumber,
  }),
  asOf: z.strictObject({
    /** T. */
    time: instant,
    /** The last block that is not later than T. */
    block: blockNumber,
    blockHash: hash32,
    blockTime: instant,
  }),
  policy: reportPolicy,
  supply: z.strictObject({
    opening: z.strictObject({ block: blockNumber, baseUnits: whole }),
    /** After the opening block and up to the report's, in the order of the chain. */
    movements: z.array(movement),
    /** The contract's `totalSupply` at the block. */
    closingBaseUnits: whole,
    /** Tokens that nobody can redeem, with why. */
    nonRedeemable: z.array(z.strictObject({ holder: address, why: z.string(), baseUnits: whole })),
  }),
  /** The Merkle sum tree of `tree/holders.csv`. */
  holders: z.strictObject({ count: z.int().min(0), root: hash32, sumBaseUnits: whole }),
  /** Newest first. */
  navRounds: z.array(feedRound),
  reserveRounds: z.array(feedRound),
  /** Reports over a limit that waited for approval at the block. */
  parked: z.array(
    z.strictObject({
      feed: z.enum(['nav', 'reserve']),
      digest: hash32,
      answer: signedWhole,
      valuationTime: instant,
      parkedAt: instant,
    }),
  ),
  /** What was published before, oldest first: supply and NAV at the block of each reserve round. */
  history: z.array(
    z.strictObject({
      block: blockNumber,
      time: instant,
      supplyBaseUnits: whole,
      navUsd6: signedWhole.nullable(),
      reservesUsd6: signedWhole,
    }),
  ),
  /** By custodian, account and number. */
  attestations: z.array(reportAttestation),
  /** The files of `sources/`, by hash. */
  sources: z.array(
    z.strictObject({
      sha256: sha256Text,
      name: z.string(),
      mediaType: z.string(),
      sizeBytes: z.int().min(0),
      /** What it is to the report: the type of the paper, or `curve`, `securities`. */
      role: z.string(),
    }),
  ),
  line: z.discriminatedUnion('kind', [treasuryLine, commodityLine, propertyLine]),
});
export type ReportInputs = z.output<typeof reportInputs>;
