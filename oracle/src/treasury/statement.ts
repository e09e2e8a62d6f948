import { isCusip, isIsoDate, utcDate, type FundHoldings } from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from '../sources/document.js';
import { instantText, readStatement, whole } from '../sources/statement-schema.js';

const price = z
  .string('must be a decimal number written as text')
  .regex(/^(0|[1-9][0-9]*)(\.[0-9]{1,6})?$/, 'must be a price with at most 6 decimals');

/** A day, or an instant whose UTC day counts. */
const dayText = z.string().transform((text, check) => {
  if (isIsoDate(text)) return text;
  const instant = z.iso.datetime({ offset: true }).safeParse(text);
  if (instant.success) return utcDate(Math.floor(Date.parse(text) / 1000));
  check.addIssue({ code: 'custom', message: 'must be a date or an instant' });
  return z.NEVER;
});

const day = z.string().refine(isIsoDate, 'must be a date like 2026-04-15');

const position = z.strictObject({
  cusip: z.string().refine(isCusip, 'must be a CUSIP with a right check digit'),
  faceCents: whole.refine((cents) => cents > 0n, 'must be above zero'),
  costPricePer100: price,
});

const statementSchema = z.strictObject({
  assetId: z.uuid(),
  asOfBlock: whole,
  asOfTime: instantText,
  statedOn: day,
  currency: z.literal('USD'),
  positions: z.array(position).max(10_000),
  cashCents: whole,
  liabilitiesCents: whole,
  feeBpsPerYear: whole.refine((bps) => bps <= 10_000n, 'must be at most 10000'),
  feeAccruedSince: dayText,
  seedShares: whole,
  shareDecimals: z.literal(6),
});

/** What a fund states about itself at a block. Money in cents, shares in base units. */
export interface FundStatement extends FundHoldings {
  assetId: string;
  asOfBlock: number;
  /** Time of that block, Unix seconds. */
  asOfTime: number;
}

/**
 * Reads a fund statement strictly.
 * @throws Refusal `SOURCE_MALFORMED` (not JSON, cut off), `STATEMENT_SCHEMA` (every wrong field named),
 *   `STATEMENT_OTHER_ASSET`
 */
export function parseStatement(document: RawDocument, assetId: string): FundStatement {
  const statement = readStatement(document, statementSchema);
  if (statement.assetId !== assetId) {
    throw new Refusal('STATEMENT_OTHER_ASSET', `${document.source} speaks of another asset.`);
  }
  return { ...statement, asOfBlock: Number(statement.asOfBlock) };
}
