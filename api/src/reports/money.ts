import { divide, formatDecimal, pow10, rescale } from '@cadastre/core';

/** Exact money: `amount` × 10^−`decimals` of a currency or of a payment token, named by its symbol. */
export interface Money {
  amount: bigint;
  decimals: number;
  currency: string;
}

/** Dollars × 10⁶: what a NAV is told in, and what lots are counted in. */
export const USD6_DECIMALS = 6;

/** As a plain decimal with all its decimals, for files. */
export const decimalOf = ({ amount, decimals }: Money): string => formatDecimal(amount, decimals);

/**
 * Dollars × 10⁶ of money that is dollars, or a payment token counted at par as the contracts count it;
 * what is finer than a millionth is rounded down.
 */
export const atPar = ({ amount, decimals }: Money): bigint =>
  rescale(amount, decimals, USD6_DECIMALS, 'floor');

/** Worth of base units of shares at a NAV (dollars × 10⁶ per share), rounded down: dollars × 10⁶. */
export const worthUsd6 = (quantity: bigint, nav: bigint, shareDecimals: number): bigint =>
  divide(quantity * nav, pow10(shareDecimals), 'floor');

/** Sums by currency, in the order in which currencies come. */
export function totals(all: readonly Money[]): Money[] {
  const sums = new Map<string, Money>();
  for (const money of all) {
    const key = `${money.currency}/${money.decimals}`;
    const before = sums.get(key)?.amount ?? 0n;
    sums.set(key, { ...money, amount: before + money.amount });
  }
  return [...sums.values()];
}
