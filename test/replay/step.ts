import type { ReplayChain } from './chain.ts';
import type { Ground } from './ground.ts';

/** The node answers a send before its block is there: a beat or two more see it. */
const BEATS = 200;

export interface Step {
  /** What was parked before it was accepted; null when it was not. */
  parked: bigint | null;
  /** Digest of what was parked. */
  digest: string | null;
}

/**
 * Beats until the feed has a round, and has what was parked approved on the way.
 * @returns null when the round did not come
 */
export async function awaitRound(
  chain: ReplayChain,
  beat: () => Promise<void>,
  feed: string,
  round: number,
): Promise<Step | null> {
  const step: Step = { parked: null, digest: null };
  for (let beats = 0; beats < BEATS; beats += 1) {
    await beat();
    const waiting = await chain.parked(feed);
    if (waiting) {
      step.parked = waiting.answer;
      step.digest = waiting.digest;
      await chain.approve(feed, waiting.digest, 'the official figures moved so far');
    }
    if ((await chain.latest(feed)).round >= round) return step;
  }
  return null;
}

/** Every round of a feed's history, as any consumer reads it. */
export async function history({ chain }: Ground, feed: string) {
  const { round: last } = await chain.latest(feed);
  return Promise.all(Array.from({ length: last }, (_none, i) => chain.round(feed, i + 1)));
}
