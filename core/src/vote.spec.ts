import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { tally, VOTE_CHOICES, VoteError } from './vote.js';

const cast = fc.record({
  choice: fc.constantFrom(...VOTE_CHOICES),
  weight: fc.bigInt({ min: 1n, max: 1n << 100n }),
});
const casts = fc.array(cast, { maxLength: 40 });
const share = fc.integer({ min: 0, max: 10_000 });
const majority = fc.integer({ min: 5_000, max: 10_000 });
const weigh = (all: readonly { weight: bigint }[]) =>
  all.reduce((sum, { weight }) => sum + weight, 0n);

describe('a count of votes', () => {
  it('adds up to the turnout, whatever the order of the votes', () => {
    fc.assert(
      fc.property(
        casts,
        fc.bigInt({ min: 1n, max: 1n << 100n }),
        share,
        majority,
        (all, away, quorumBps, majorityBps) => {
          const terms = { eligible: weigh(all) + away, quorumBps, majorityBps };
          const counted = tally(terms, all);
          expect(counted.votesFor + counted.votesAgainst + counted.abstentions).toBe(weigh(all));
          expect(tally(terms, [...all].reverse())).toEqual(counted);
        },
      ),
    );
  });

  it('never carries without its quorum, nor on a tie, nor is lost by one more vote for it', () => {
    fc.assert(
      fc.property(
        casts,
        fc.bigInt({ min: 1n, max: 1n << 100n }),
        share,
        majority,
        (all, away, quorumBps, majorityBps) => {
          const terms = { eligible: weigh(all) + away, quorumBps, majorityBps };
          const { carried, quorumMet, votesFor, votesAgainst } = tally(terms, all);
          if (carried) expect(quorumMet && votesFor > votesAgainst).toBe(true);
          const more = tally(terms, [...all, { choice: 'for', weight: away }]);
          if (carried) expect(more.carried).toBe(true);
          expect(more.votesFor).toBe(votesFor + away);
        },
      ),
    );
  });

  it.each([
    // eligible, quorum, majority, for, against, abstain, carried
    ['exactly the quorum by abstentions', 100n, 5_000, 5_000, 21n, 20n, 9n, true],
    ['one unit below the quorum', 100n, 5_000, 5_000, 21n, 20n, 8n, false],
    ['a tie', 100n, 0, 5_000, 30n, 30n, 0n, false],
    ['two thirds, exactly', 9_999n, 0, 6_667, 6_667n, 3_333n - 1n, 0n, true],
    ['two thirds, one unit short', 10_000n, 0, 6_667, 6_666n, 3_334n, 0n, false],
    ['nobody', 100n, 0, 5_000, 0n, 0n, 0n, false],
  ] as const)('%s', (_, eligible, quorumBps, majorityBps, pro, contra, none, carried) => {
    const all = (
      [
        ['for', pro],
        ['against', contra],
        ['abstain', none],
      ] as const
    )
      .filter(([, weight]) => weight > 0n)
      .map(([choice, weight]) => ({ choice, weight }));
    expect(tally({ eligible, quorumBps, majorityBps }, all).carried).toBe(carried);
  });

  it.each([
    ['a majority below half', { eligible: 1n, quorumBps: 0, majorityBps: 4_999 }, 1n, 'bad_share'],
    [
      'a quorum above all',
      { eligible: 1n, quorumBps: 10_001, majorityBps: 5_000 },
      1n,
      'bad_share',
    ],
    ['a vote of nothing', { eligible: 1n, quorumBps: 0, majorityBps: 5_000 }, 0n, 'bad_weight'],
    [
      'more than there is',
      { eligible: 1n, quorumBps: 0, majorityBps: 5_000 },
      2n,
      'more_than_eligible',
    ],
  ])('refuses %s', (_, terms, weight, code) => {
    expect(() => tally(terms, [{ choice: 'for', weight }])).toThrow(VoteError);
    expect(() => tally(terms, [{ choice: 'for', weight }])).toThrow(
      expect.objectContaining({ code }),
    );
  });
});
