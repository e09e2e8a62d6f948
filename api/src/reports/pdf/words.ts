import { divide, formatDecimal, parseDecimal } from '@cadastre/core';

/** No-break space between groups of digits, as in the counter. */
const GROUP = '\u00a0';

/** Dollars with two decimals, rounded half away from zero only for showing. */
export function dollars(usd6: string | bigint): string {
  const value = BigInt(usd6);
  const cents = (value < 0n ? value - 5_000n : value + 5_000n) / 10_000n;
  return signed(formatDecimal(cents, 2, { group: GROUP }));
}

export const centsAsDollars = (cents: string): string =>
  formatDecimal(BigInt(cents), 2, { group: GROUP });

/** A percentage with four decimals, half up; the content has all of them. */
export const rate = (text: string): string =>
  formatDecimal(
    divide(parseDecimal(text, { scale: 12, allowNegative: true }), 10n ** 8n, 'halfUp'),
    4,
  );

/** Shares of six decimals, trailing zeros dropped down to two. */
export const shares = (baseUnits: string | bigint): string =>
  signed(formatDecimal(BigInt(baseUnits), 6, { group: GROUP, minDecimals: 2 }));

export const nav = (usd6: string): string => formatDecimal(BigInt(usd6), 6, { group: GROUP });

/** Parts per million as percent with four decimals; nothing is rounded. */
export const percent = (ppm: string): string => `${formatDecimal(BigInt(ppm), 4)}${GROUP}%`;

/** `15 Apr 2026`. */
export function day(iso: string): string {
  const months = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' ');
  const [year, month, date] = iso.slice(0, 10).split('-');
  return `${Number(date)}${GROUP}${months[Number(month) - 1]}${GROUP}${year}`;
}

/** `15 Apr 2026 20:31:04`, for columns headed with the zone. */
export const stamp = (iso: string): string => `${day(iso)}${GROUP}${iso.slice(11, 19)}`;

/** `15 Apr 2026, 20:31:04 UTC`. */
export const moment = (iso: string): string => `${day(iso)}, ${iso.slice(11, 19)}${GROUP}UTC`;

/** Both ends of a hash or address, the middle hidden. */
export const short = (hex: string): string => `${hex.slice(0, 8)}…${hex.slice(-6)}`;

/** A real minus sign instead of the hyphen. */
const signed = (text: string): string => text.replace(/^-/, '\u2212');

/** A quantity with all of its decimals, so that a column of them lines up. */
export const quantity = (amount: string | bigint, decimals: number): string =>
  signed(formatDecimal(BigInt(amount), decimals, { group: GROUP }));

export const ounces = (milliOz: string | bigint): string => quantity(milliOz, 3);

/** Base units as a decimal with groups, zeros at its end dropped down to two decimals; `minus` signed. */
export const grouped = (amount: bigint, decimals: number): string =>
  signed(formatDecimal(amount, decimals, { group: GROUP, minDecimals: Math.min(2, decimals) }));

/** The same with a plus before what is above zero: for movements. */
export const change = (amount: bigint, decimals: number): string =>
  `${amount > 0n ? '+' : ''}${grouped(amount, decimals)}`;
