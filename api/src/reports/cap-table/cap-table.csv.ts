import { formatDecimal, writeTable } from '@cadastre/core';
import type { CapTableChanges } from './changes.js';
import type { CapTable } from './cap-tables.service.js';

/** Share of the supply in percent with six decimals, rounded down. */
export const percentOf = (part: bigint, whole: bigint): string =>
  formatDecimal(whole === 0n ? 0n : (part * 100_000_000n) / whole, 6);

/** Holders after a block, largest first. */
export const capTableCsv = ({ token, block, supply, holders }: CapTable): string =>
  writeTable(
    [
      'symbol',
      'block',
      'block_hash',
      'block_time',
      'wallet',
      'investor',
      'contract',
      'quantity',
      'percent',
    ],
    holders.map(({ account, quantity, owner }) => [
      token.symbol,
      block.number,
      block.hash,
      block.time.toISOString(),
      account,
      owner?.investor ?? null,
      owner?.contract ?? null,
      formatDecimal(quantity, token.decimals),
      percentOf(quantity, supply),
    ]),
  );

/**
 * Changes between two days: a row for each investor, each wallet, and the supply, whose `in` is what was
 * issued and `out` what was redeemed. Rows of one `level` add up to the row `supply` but for what moved
 * among them.
 */
export function changesCsv(
  symbol: string,
  decimals: number,
  changes: CapTableChanges,
  investorOf: (account: string) => string | null,
): string {
  const figures = (row: { before: bigint; in: bigint; out: bigint; after: bigint }) =>
    [row.before, row.in, row.out, row.after].map((amount) => formatDecimal(amount, decimals));
  const { investors, accounts, supplyBefore, supplyAfter, minted, burned } = changes;
  const supply = { before: supplyBefore, in: minted, out: burned, after: supplyAfter };
  return writeTable(
    ['level', 'symbol', 'investor', 'wallet', 'before', 'in', 'out', 'after', 'within'],
    [
      ...investors.map((one) => [
        'investor',
        symbol,
        one.investor,
        null,
        ...figures(one),
        formatDecimal(one.within, decimals),
      ]),
      ...accounts.map((one) => [
        'wallet',
        symbol,
        investorOf(one.account),
        one.account,
        ...figures(one),
        null,
      ]),
      ['supply', symbol, null, null, ...figures(supply), null],
    ],
  );
}
