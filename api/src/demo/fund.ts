import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  addDays,
  formatDecimal,
  parseIsoDate,
  parseSecuritiesCsv,
  securitiesByCusip,
  type TreasurySecurity,
} from '@cadastre/core';

/** The body of `PUT /assets/:id/portfolio`: money in cents, shares in millionths. */
export interface Portfolio {
  positions: { cusip: string; faceCents: string; costPricePer100: string }[];
  cashCents: string;
  liabilitiesCents: string;
  feeBpsPerYear: number;
  feeAccruedSince: string;
  seedShares: string;
}

/** First day of the story where the chain does not say otherwise: the auction file is of those weeks. */
export const STORY_BEGINS = '2026-04-15';
const OFFICIAL = 'treasury_auctions_2026-03_2026-04.csv';
/** No official record is that old: what the fund holds before April 2026 is invented, and its numbers say so. */
const SAMPLE = 'treasury_auctions_sample_2025-03_2025-06.csv';
const SAMPLE_CUSIP = /^9999/;
/** The newest curve may be as old as a long weekend, and must not be older than the youngest bill. */
const OLDEST_CURVE_DAYS = 5;
const BILLS = 14;
const NOTES = 2;

/** Whether a portfolio holds securities that do not exist. */
export const holdsSamples = (positions: readonly { cusip: string }[]): boolean =>
  positions.some(({ cusip }) => SAMPLE_CUSIP.test(cusip));

/** The securities the fund may hold, by CUSIP. */
export function readMasters(dataDir: string, files = [OFFICIAL, SAMPLE]) {
  return securitiesByCusip(
    files.flatMap((file) =>
      parseSecuritiesCsv(readFileSync(join(dataDir, 'treasuries', file), 'utf8')),
    ),
  );
}

/**
 * The sample fund's portfolio out of the official auction records: two notes and fourteen bills, or as many as
 * are alive, with their CUSIP and award price; those that live longest. No floating-rate,
 * inflation-indexed or unpriced security is taken. Faces are 1 to 3 million dollars; they, the cash and
 * the sponsor's shares are the only invented numbers. Before the records begin the securities are samples.
 * @param today the day on which the fund is stated
 */
export function samplePortfolio(dataDir: string, today: string): Portfolio {
  const file = today < STORY_BEGINS ? SAMPLE : OFFICIAL;
  const records = [...readMasters(dataDir, [file]).values()];
  const issuedBy = addDays(parseIsoDate(today), -OLDEST_CURVE_DAYS);
  const alive = records
    .filter((s) => !s.floatingRate && !s.inflationIndexed && s.pricePer100 !== null)
    .filter((s) => s.issueDate <= issuedBy && s.maturityDate > today)
    .sort((a, b) => (a.maturityDate > b.maturityDate ? -1 : 1));
  const bills = alive.filter((s) => s.type === 'bill').slice(0, BILLS);
  const notes = alive.filter((s) => s.type === 'note').slice(-NOTES);
  if (bills.length === 0 || notes.length < NOTES) {
    throw new Error(
      `on ${today} only ${bills.length} bills and ${notes.length} notes of ${file} are alive`,
    );
  }
  return {
    positions: [...bills, ...notes].map((security, i) => position(security, i)),
    cashCents: '125000000',
    liabilitiesCents: '3250000',
    feeBpsPerYear: 15,
    feeAccruedSince: today < STORY_BEGINS ? today : STORY_BEGINS,
    // 3.2 million book-entry shares of the sponsor, at about ten dollars each.
    seedShares: '3200000000000',
  };
}

function position(security: TreasurySecurity, index: number) {
  const millions = BigInt(1 + (index % 3));
  return {
    cusip: security.cusip,
    faceCents: (millions * 100_000_000n).toString(),
    costPricePer100: formatDecimal(security.pricePer100 ?? 0n, 6),
  };
}
