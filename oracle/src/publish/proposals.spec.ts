import { describe, expect, it } from '@jest/globals';
import type { Committee } from '../chain/committee.js';
import type { FeedDirectory } from '../discovery/directory.js';
import type { Peers } from '../peers/peers.js';
import type { Clock } from '../platform/clock.js';
import type { Report, ReportDomain } from '../report/report.js';
import type { Journal } from '../signers/journal.js';
import type { Adapters } from '../sources/adapters.js';
import type { ProposedRound, ReportStore } from '../storage/reports.js';
import type { Leader } from './leader.js';
import { Proposals } from './proposals.js';

const NOW = 1_780_000_000;
const FEED = '0x00000000000000000000000000000000000000fE';
/** 1,000.00 dollars of a reserve, counted now. */
const OWN: Report = {
  feed: FEED,
  epoch: 0,
  round: 7,
  answer: 1_000_000_000n,
  valuationTime: NOW,
  expiry: NOW + 600,
};
const ALIKE: Report = { ...OWN, valuationTime: NOW - 4, expiry: NOW + 590 };
const ANOTHER_DAY: Report = { ...OWN, valuationTime: NOW - 5000, expiry: NOW + 500 };

/** What a node of a committee of five, three to sign, proposes when the others have told this. */
async function proposed(told: Report[][], ownPromise: Report | null = null): Promise<Report[]> {
  const stored: Report[] = [];
  const proposals = new Proposals(
    { now: () => NOW, date: () => new Date(NOW * 1000) } as Clock,
    { state: async () => ({ threshold: 3 }) } as unknown as Committee,
    {} as ReportDomain,
    { asksForPromises: true } as Leader,
    { find: () => ({ asset: {}, kind: 'reserve' }) } as unknown as FeedDirectory,
    {
      for: () => ({ tolerance: { reserve: { bps: 25n, seconds: 900 } } }),
    } as unknown as Adapters,
    { promised: async () => told } as unknown as Peers,
    { standing: () => ownPromise } as unknown as Journal,
    {
      propose: async (_: unknown, rounds: ProposedRound[]) => {
        stored.push(...rounds.map(({ report }) => report));
      },
    } as unknown as ReportStore,
  );
  await proposals.propose([{ report: OWN, valuationId: '1' }]);
  return stored;
}

describe('a node that begins to lead by its slot', () => {
  it('proposes its own report where as many as sign are free', async () => {
    expect(await proposed([[], []])).toEqual([OWN]);
    expect(await proposed([[], [], [ANOTHER_DAY]])).toEqual([OWN]);
  });

  it('takes over what others, or it, have promised and it would sign too', async () => {
    expect(await proposed([[], [], [ALIKE]])).toEqual([ALIKE]);
    expect(await proposed([[]], ALIKE)).toEqual([ALIKE]);
  });

  it('takes over what most have promised', async () => {
    const other = { ...ALIKE, answer: 1_000_000_001n };
    expect(await proposed([[other], [ALIKE], [ALIKE]])).toEqual([ALIKE]);
  });

  it('binds nobody to a second report while it does not know that enough are free', async () => {
    expect(await proposed([])).toEqual([]);
    expect(await proposed([[]])).toEqual([]);
    expect(await proposed([[], [ANOTHER_DAY], [ANOTHER_DAY]])).toEqual([]);
    expect(await proposed([[], []], ANOTHER_DAY)).toEqual([]);
  });

  it('counts who promised a report that has expired among the free', async () => {
    const expired = { ...ALIKE, expiry: NOW };
    expect(await proposed([[expired], []])).toEqual([OWN]);
  });
});
