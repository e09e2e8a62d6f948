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

/** First day of the story, printed on its papers. */
export const STORY_BEGINS = '2026-04-15';
/** The newest curve may be as old as a long weekend, and must not be older than the youngest bill. */
const OLDEST_CURVE_DAYS = 5;
const BILLS = 14;
const NOTES = 2;

/**
 * The sample fund's portfolio out of the official auction records: fourteen bills and two notes with
 * their CUSIP and award price, those of the alive ones that live longest. No floating-rate,
 * inflation-indexed or unpriced security is taken. Faces are 1 to 3 million dollars; they, the cash and
 * the sponsor's shares are the only invented numbers.
 * @param today the day on which the fund is stated
 */
export function samplePortfolio(dataDir: string, today: string): Portfolio {
  const path = join(dataDir, 'treasuries', 'treasury_auctions_2026-03_2026-04.csv');
  const records = [...securitiesByCusip(parseSecuritiesCsv(readFileSync(path, 'utf8'))).values()];
  const issuedBy = addDays(parseIsoDate(today), -OLDEST_CURVE_DAYS);
  const alive = records
    .filter((s) => !s.floatingRate && !s.inflationIndexed && s.pricePer100 !== null)
    .filter((s) => s.issueDate <= issuedBy && s.maturityDate > today)
    .sort((a, b) => (a.maturityDate > b.maturityDate ? -1 : 1));
  const bills = alive.filter((s) => s.type === 'bill').slice(0, BILLS);
  const notes = alive.filter((s) => s.type === 'note').slice(-NOTES);
  if (bills.length < BILLS || notes.length < NOTES) {
    throw new Error(
      `on ${today} only ${bills.length} bills and ${notes.length} notes of the auction file are alive`,
    );
  }
  return {
    positions: [...bills, ...notes].map((security, i) => position(security, i)),
    cashCents: '125000000',
    liabilitiesCents: '3250000',
    feeBpsPerYear: 15,
    feeAccruedSince: STORY_BEGINS,
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
