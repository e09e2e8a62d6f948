import { screen } from '@testing-library/react';
import { describe, it } from 'node:test';
import { Tally } from '../src/pages/vote/Tally.tsx';
import type { PublicVote } from '../src/pages/vote/vote.ts';
import { OWNER } from './sample-wallet.ts';
import { show } from './show.tsx';

const vote = (state: PublicVote['state'], quorumMet: boolean, closed: boolean): PublicVote => ({
  id: 'vote-1',
  assetId: 'asset-1',
  state,
  title: 'Sell the house',
  subject: `0x${'ab'.repeat(32)}`,
  recordDate: '2026-04-01',
  opensAt: '2026-04-02T00:00:00.000Z',
  closesAt: '2026-04-16T00:00:00.000Z',
  quorumBps: 5_000,
  majorityBps: 5_001,
  ballot: OWNER,
  chainNumber: '1',
  tally: {
    eligible: '100',
    votesFor: quorumMet ? '60' : '10',
    votesAgainst: '0',
    abstentions: '0',
    quorumMet,
    closed,
    passed: quorumMet,
    agrees: true,
  },
});

describe('the count of a vote', () => {
  for (const [state, quorumMet, closed, said] of [
    ['voting', false, false, /^Not enough take part yet: .+It carries with/],
    ['voting', true, false, /^Enough take part: .+is met\. It carries with/],
    ['defeated', false, true, /^Not enough took part: .+was not met\. To carry, it took/],
    ['carried', true, true, /^Enough took part: .+was met\. To carry, it took/],
    // The register has not moved it yet.
    ['voting', false, true, /^Not enough took part: .+was not met/],
  ] as const) {
    const quorum = `${quorumMet ? 'a' : 'no'} quorum`;
    it(`speaks of what ${closed ? 'was' : 'is'} asked for: ${state}, ${quorum}`, async () => {
      show(<Tally vote={vote(state, quorumMet, closed)} decimals={0} />);
      await screen.findByText(said);
    });
  }
});
