import type { ConsumerRound } from '../chain/aggregator.js';
import type { Belief } from '../storage/sightings.js';

/** What a contract was told of a feed, all at one block. Times in Unix seconds. */
export interface Look {
  latest: ConsumerRound;
  /** The round this service believes to be its newest, as the feed has it now. */
  believed: ConsumerRound | null;
  decimals: number;
  status: string;
  /** The feed's own limits of age; 0 switches one off. */
  heartbeat: number;
  valuationStaleness: number;
  blockTime: number;
}

export interface Verdict {
  verdict:
    | 'AGREES'
    | 'ROUND_BEHIND'
    | 'ANSWER_DIFFERS'
    | 'TIME_DIFFERS'
    | 'TIME_INVALID'
    | 'DECIMALS_CHANGED'
    | 'STATUS_DIFFERS'
    | 'GUARD_OPEN'
    | 'MARGIN_DIFFERS'
    | 'UNREADABLE';
  reason: string;
}

/** Whether a consumer sees what this service believes it published. Pure. */
export function judge(belief: Pick<Belief, 'round' | 'decimals'>, look: Look): Verdict {
  return times(look) ?? decimals(belief, look) ?? rounds(belief, look) ?? staleness(look);
}

/** What every careful consumer asks: complete, not of the future, in order. */
function times({ latest, blockTime }: Look): Verdict | null {
  if (latest.round === 0n) return null;
  const { startedAt, updatedAt, round, answeredInRound } = latest;
  const sound =
    answeredInRound === round &&
    startedAt > 0n &&
    startedAt <= updatedAt &&
    updatedAt <= BigInt(blockTime);
  return sound
    ? null
    : no('TIME_INVALID', `round ${round}: of ${startedAt}, updated ${updatedAt}, now ${blockTime}`);
}

function decimals(belief: Pick<Belief, 'decimals'>, look: Look): Verdict | null {
  if (belief.decimals === null || belief.decimals === look.decimals) return null;
  return no('DECIMALS_CHANGED', `they were ${belief.decimals} and are ${look.decimals}`);
}

/** Somebody else may have published since; what we published stays as it was. */
function rounds({ round: ours }: Pick<Belief, 'round'>, look: Look): Verdict | null {
  if (!ours) return null;
  const { latest, believed } = look;
  if (latest.round < BigInt(ours.round))
    return no('ROUND_BEHIND', `the feed is at round ${latest.round}, we published ${ours.round}`);
  const same = latest.round === BigInt(ours.round) ? [latest, believed] : [believed];
  for (const found of same) {
    if (!found) continue;
    if (found.answer !== ours.answer)
      return no('ANSWER_DIFFERS', `round ${ours.round} is ${found.answer}, not ${ours.answer}`);
    if (found.startedAt !== BigInt(ours.valuationTime))
      return no(
        'TIME_DIFFERS',
        `round ${ours.round} is of ${found.startedAt}, not ${ours.valuationTime}`,
      );
  }
  return null;
}

/** A feed that calls itself OK though its own limits of age are over would let a stale number pass. */
function staleness({ latest, status, heartbeat, valuationStaleness, blockTime }: Look): Verdict {
  const older = (since: bigint, limit: number) =>
    limit !== 0 && BigInt(blockTime) > since + BigInt(limit);
  const stale = older(latest.updatedAt, heartbeat) || older(latest.startedAt, valuationStaleness);
  if (status === 'OK' && stale) return no('STATUS_DIFFERS', 'it is stale and calls itself OK');
  return {
    verdict: 'AGREES',
    reason: latest.round === 0n ? 'no round yet' : `round ${latest.round}`,
  };
}

const no = (verdict: Verdict['verdict'], reason: string): Verdict => ({ verdict, reason });
