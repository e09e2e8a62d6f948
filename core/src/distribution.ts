import { CoreError } from './errors.js';
import { sha256 } from './integrity/bytes.js';
import { splitFloor } from './split.js';

/** Income that cannot be divided as asked. */
export class DistributionError extends CoreError {}

/** Parts of ten thousand. */
const BPS = 10_000n;

/** One holder of record. */
export interface RecordHolding {
  /** Base units of the asset at the record date. */
  balance: bigint;
  /** Tax withheld at source, parts of ten thousand, 0 to 10,000. */
  rateBps: number;
}

/** What one holder gets, base units of the payment token; gross = withheld + net. */
export interface Entitlement {
  gross: bigint;
  withheld: bigint;
  net: bigint;
}

/** What all get, in the order of the holdings, and what rounding leaves for the next distribution. */
export interface Entitlements {
  lines: Entitlement[];
  remainder: bigint;
}

/**
 * Divides income among the holders of record: gross = floor(amount × balance / Σ balances), as the
 * contract pays it; withheld = floor(gross × rate), so that a fraction of a base unit is the holder's
 * and never the tax office's.
 * @throws SplitError `amount_negative`, `weight_negative`, `no_weight`; DistributionError `bad_rate`
 */
export function entitlements(amount: bigint, holdings: readonly RecordHolding[]): Entitlements {
  const { parts, carried } = splitFloor(
    amount,
    holdings.map(({ balance }) => balance),
  );
  const lines = holdings.map(({ rateBps }, i) => {
    const gross = parts[i] ?? 0n;
    return { gross, ...withhold(gross, rateBps) };
  });
  return { lines, remainder: carried };
}

/**
 * Splits gross income into tax and what is left.
 * @throws DistributionError `bad_rate` for a rate that is not a whole number from 0 to 10,000
 */
export function withhold(gross: bigint, rateBps: number): { withheld: bigint; net: bigint } {
  if (!Number.isInteger(rateBps) || rateBps < 0 || rateBps > Number(BPS)) {
    throw new DistributionError(
      'bad_rate',
      `A rate is 0 to 10000 basis points, not ${rateBps}: check the withholding table.`,
    );
  }
  const withheld = (gross * BigInt(rateBps)) / BPS;
  return { withheld, net: gross - withheld };
}

/** One account's line of a distribution, amounts in base units. */
export interface DistributionLine {
  /** `0x` and 40 lower-case hex digits. */
  account: string;
  /** Of the asset, at the record date. */
  balance: bigint;
  /** Null where the withholding table names no rate. */
  rateBps: number | null;
  gross: bigint;
  withheld: bigint;
}

/**
 * SHA-256 of all lines, whatever their order: an approval is bound to it, the committee derives it
 * again before it signs what is to be paid, and the database counts the same (`totalsOf`). Lower-case hex.
 */
export function linesHash(lines: readonly DistributionLine[]): string {
  const texts = lines.map(({ account, balance, rateBps, gross, withheld }) =>
    [account.slice(2), balance, rateBps ?? -1, gross, withheld].join(','),
  );
  return sha256(texts.sort().join(';'));
}
