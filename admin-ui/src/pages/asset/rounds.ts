import type { Round } from './useAsset.ts';

export type FeedKind = Round['kind'];

/** The rounds of one of the asset's two feeds, oldest first. */
export function roundsOf<R extends { kind: FeedKind; round: string }>(
  rounds: readonly R[] | undefined,
  kind: FeedKind,
): R[] {
  return (rounds ?? [])
    .filter((round) => round.kind === kind)
    .sort((a, b) => (BigInt(a.round) < BigInt(b.round) ? -1 : 1));
}

export const newestOf = (rounds: readonly Round[] | undefined, kind: FeedKind) =>
  roundsOf(rounds, kind).at(-1) ?? null;
