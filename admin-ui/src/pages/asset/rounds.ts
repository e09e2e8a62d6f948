import type { Round } from './useAsset.ts';

/** The rounds of one feed, oldest first. */
export function roundsOf(rounds: readonly Round[] | undefined, feed: string | null): Round[] {
  if (!rounds || !feed) return [];
  return rounds
    .filter((round) => round.feed.toLowerCase() === feed.toLowerCase())
    .sort((a, b) => (BigInt(a.round) < BigInt(b.round) ? -1 : 1));
}

export const newestOf = (rounds: readonly Round[] | undefined, feed: string | null) =>
  roundsOf(rounds, feed).at(-1) ?? null;
