import type { Answer } from '../../api/types.ts';

export type RoundWhy = Answer<'/api/v1/assets/{id}/feeds/{kind}/rounds/{round}/why', 'get'>;
export type WhyReport = RoundWhy['reports'][number];
export type Signing = WhyReport['signings'][number];

/** What a signer found for this feed, in the feed's units; null where it gave no number. */
export const ownValue = (signing: Signing, feed: string): bigint | null => {
  const found = signing.derived.find((one) => one.feed.toLowerCase() === feed.toLowerCase());
  return found ? BigInt(found.value) : null;
};

/** The middle of the values; of an even number the lower of the two, since nothing is rounded here. */
export function median(values: readonly bigint[]): bigint | null {
  const sorted = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? null;
}

/** How far a value is from another, in parts per million of that; null where that is nothing. */
export const deviationPpm = (value: bigint, from: bigint): bigint | null =>
  from === 0n ? null : ((value - from) * 1_000_000n) / from;
