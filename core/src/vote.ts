import { CoreError } from './errors.js';

/** A count that cannot be made. */
export class VoteError extends CoreError {}

/** Parts of ten thousand. */
const BPS = 10_000n;

export const VOTE_CHOICES = ['for', 'against', 'abstain'] as const;
export type VoteChoice = (typeof VOTE_CHOICES)[number];

/** What decides a motion. */
export interface VoteTerms {
  /** Base units of the asset that may vote, more than none. */
  eligible: bigint;
  /** Part of the eligible weight that must take part, 0 to 10,000. */
  quorumBps: number;
  /** Part of the votes for and against that must be for, 5,000 to 10,000. */
  majorityBps: number;
}

/** One account's vote; `weight` is what it held at the record date, base units. */
export interface Cast {
  choice: VoteChoice;
  weight: bigint;
}

/** A count, base units of the asset. */
export interface Tally {
  votesFor: bigint;
  votesAgainst: bigint;
  abstentions: bigint;
  quorumMet: boolean;
  carried: boolean;
}

/**
 * Counts a motion as `Ballot` does, by products, so that nothing is rounded: abstentions count for the
 * quorum only, and a tie never carries.
 * @throws VoteError `bad_share`, `bad_weight`, `more_than_eligible`
 */
export function tally(terms: VoteTerms, casts: readonly Cast[]): Tally {
  check(terms, casts);
  const sum = (choice: VoteChoice) =>
    casts.reduce((total, cast) => (cast.choice === choice ? total + cast.weight : total), 0n);
  const [votesFor, votesAgainst, abstentions] = [sum('for'), sum('against'), sum('abstain')];
  const turnout = votesFor + votesAgainst + abstentions;
  if (turnout > terms.eligible) {
    throw new VoteError(
      'more_than_eligible',
      `${turnout} voted of ${terms.eligible}: check the record date.`,
    );
  }
  const quorumMet = turnout * BPS >= terms.eligible * BigInt(terms.quorumBps);
  const majorityMet = votesFor * BPS >= (votesFor + votesAgainst) * BigInt(terms.majorityBps);
  const carried = quorumMet && votesFor > votesAgainst && majorityMet;
  return { votesFor, votesAgainst, abstentions, quorumMet, carried };
}

function check({ quorumBps, majorityBps }: VoteTerms, casts: readonly Cast[]): void {
  const share = (bps: number, least: number) => Number.isInteger(bps) && bps >= least && bps <= 1e4;
  if (!share(quorumBps, 0) || !share(majorityBps, 5_000)) {
    throw new VoteError(
      'bad_share',
      `Quorum ${quorumBps} and majority ${majorityBps} of 10000: a quorum is at most all, a majority half to all.`,
    );
  }
  if (casts.some(({ weight }) => weight <= 0n)) {
    throw new VoteError('bad_weight', 'A vote without weight is none: check the record date.');
  }
}
