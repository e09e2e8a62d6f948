import { describe, expect, it } from '@jest/globals';
import { businessCalendar } from '@cadastre/core';
import { decide, type FeedLimits, type Question } from './decide.js';
import type { FeedPolicy } from './policy.js';
import { staleness } from './staleness.js';

const DAY = 86_400;
const POLICY: FeedPolicy = {
  heartbeat: 20 * 3600,
  deviationBps: 5n,
  minInterval: null,
  maxDeviationBps: null,
  dailyDeviationBps: null,
  min: null,
  max: null,
  publicationStaleness: null,
  valuationStaleness: null,
  schedule: null,
};
const LIMITS: FeedLimits = {
  minIntervalSeconds: 3600,
  minAnswer: 1n,
  maxAnswer: 10n ** 12n,
  maxValuationAgeSeconds: 5 * DAY,
  publicationStaleness: 5 * DAY,
  valuationStaleness: 6 * DAY,
  maxDeviationBps: null,
  dailyDeviationBps: null,
  alwaysApprove: false,
};
const question = (change: Partial<Question> = {}): Question => ({
  reading: { value: 10_010_000n, valuationTime: 2 * DAY },
  last: { round: 1, answer: 10_000_000n, valuationTime: DAY, updatedAt: DAY + 60 },
  dayAgo: null,
  corrects: null,
  missedDay: false,
  policy: POLICY,
  limits: LIMITS,
  now: 2 * DAY + 60,
  ...change,
});

describe('deciding', () => {
  it.each<[string, Partial<Question>, string]>([
    ['the first value', { last: null }, 'publish FIRST'],
    ['a move of the deviation or more', {}, 'publish DEVIATION'],
    [
      'a small move when the heartbeat is due',
      { reading: { value: 10_000_100n, valuationTime: 2 * DAY } },
      'publish HEARTBEAT',
    ],
    [
      'a small move before',
      { reading: { value: 10_000_100n, valuationTime: 2 * DAY }, now: 2 * DAY - 5 * 3600 },
      'refuse FROM_THE_FUTURE',
    ],
    [
      'a small move of a newer valuation',
      { reading: { value: 10_000_100n, valuationTime: DAY + 1 }, now: DAY + 7200 },
      'hold WITHIN_DEVIATION',
    ],
    [
      'the same value of a newer valuation',
      { reading: { value: 10_000_000n, valuationTime: DAY + 1 }, now: DAY + 7200 },
      'hold UNCHANGED',
    ],
    [
      'the same valuation',
      { reading: { value: 10_000_000n, valuationTime: DAY } },
      'hold UNCHANGED',
    ],
    [
      'another value of the same valuation',
      { reading: { value: 11_000_000n, valuationTime: DAY } },
      'hold NOT_LATER',
    ],
    [
      'an older valuation',
      { reading: { value: 11_000_000n, valuationTime: DAY - 1 } },
      'hold NOT_LATER',
    ],
    [
      'a move too soon after the last round',
      { reading: { value: 11_000_000n, valuationTime: DAY + 30 }, now: DAY + 3659 },
      'hold MIN_INTERVAL',
    ],
    [
      'a value below the bounds',
      { reading: { value: 0n, valuationTime: 2 * DAY } },
      'refuse OUT_OF_BOUNDS',
    ],
    [
      'a value above the bounds',
      { reading: { value: 10n ** 13n, valuationTime: 2 * DAY } },
      'refuse OUT_OF_BOUNDS',
    ],
    [
      'a valuation of tomorrow',
      { reading: { value: 1n, valuationTime: 3 * DAY } },
      'refuse FROM_THE_FUTURE',
    ],
    ['a valuation too old for the feed', { now: 8 * DAY }, 'refuse VALUATION_TOO_OLD'],
    [
      'a move of exactly the deviation',
      { reading: { value: 10_005_000n, valuationTime: DAY + 1 }, now: DAY + 7200 },
      'publish DEVIATION',
    ],
    [
      'a move just below it',
      { reading: { value: 10_004_000n, valuationTime: DAY + 1 }, now: DAY + 7200 },
      'hold WITHIN_DEVIATION',
    ],
  ])('%s', (_what, change, expected) => {
    const { action, code, reason } = decide(question(change));
    expect(`${action} ${code}`).toBe(expected);
    expect(reason.length).toBeGreaterThan(10);
  });
});

describe('limits of the plan beside those of the feed', () => {
  /** 10.00 to 10.20 is a move of 200 bps, 10.30 of 300. */
  const moved = (cents: bigint, change: Partial<Question>) =>
    decide(
      question({
        reading: { value: 10_000_000n + cents * 10_000n, valuationTime: 2 * DAY },
        ...change,
      }),
    );
  const within = (policy: Partial<FeedPolicy>, limits: Partial<FeedLimits> = {}) => ({
    policy: { ...POLICY, ...policy },
    limits: { ...LIMITS, ...limits },
  });

  it.each<[string, bigint, Partial<Question>, string]>([
    ['a move of exactly the breaker', 20n, within({ maxDeviationBps: 200n }), 'publish DEVIATION'],
    ['a hair more', 20n, within({ maxDeviationBps: 199n }), 'hold OVER_LIMIT'],
    [
      'a move that the feed itself will park',
      20n,
      within({ maxDeviationBps: 100n }, { maxDeviationBps: 150n }),
      'publish DEVIATION',
    ],
    [
      'a move between the two breakers',
      20n,
      within({ maxDeviationBps: 100n }, { maxDeviationBps: 300n }),
      'hold OVER_LIMIT',
    ],
    [
      'a feed that parks everything',
      20n,
      within({ maxDeviationBps: 100n }, { alwaysApprove: true }),
      'publish DEVIATION',
    ],
    [
      'small steps that add up in a day',
      30n,
      { ...within({ dailyDeviationBps: 299n }), dayAgo: 10_000_000n },
      'hold OVER_DAILY_LIMIT',
    ],
    [
      'steps that add up to the limit',
      30n,
      { ...within({ dailyDeviationBps: 300n }), dayAgo: 10_000_000n },
      'publish DEVIATION',
    ],
    ['a value below the plan', 1n, within({ min: 11_000_000n }), 'refuse OUT_OF_BOUNDS'],
    ['a value above the plan', 20n, within({ max: 10_100_000n }), 'refuse OUT_OF_BOUNDS'],
    [
      'a valuation too old for the plan',
      20n,
      within({ valuationStaleness: 59 }),
      'refuse VALUATION_TOO_OLD',
    ],
    [
      'a round sooner than the plan wants',
      20n,
      within({ minInterval: DAY + 1 }),
      'hold MIN_INTERVAL',
    ],
    [
      'a correction within the deviation',
      0n,
      { corrects: 1, ...within({ heartbeat: 9 * DAY }) },
      'publish CORRECTION',
    ],
    [
      'a missed day without a move',
      0n,
      { missedDay: true, ...within({ heartbeat: 9 * DAY }) },
      'publish BACKFILL',
    ],
  ])('%s', (_what, cents, change, expected) => {
    const { action, code } = moved(cents, change);
    expect(`${action} ${code}`).toBe(expected);
  });
});

describe('staleness', () => {
  const at = (iso: string) => Date.parse(iso) / 1000;
  const schedule = { name: 'us-bond', calendar: businessCalendar('us-bond'), dueMinutes: 1320 };
  const last = (iso: string) => ({
    round: 3,
    answer: 10_000_000n,
    valuationTime: at(iso),
    updatedAt: at(iso) + 600,
  });
  const ofFriday = last('2026-07-02T20:00:00Z');

  it('names the day whose value is missed, and knows holidays', () => {
    const policy = { ...POLICY, schedule };
    // Friday the 3rd is a holiday: until Monday's value is due, Thursday's is the newest there can be.
    expect(staleness(ofFriday, policy, LIMITS, at('2026-07-07T01:59:00Z'))).toBeNull();
    expect(staleness(ofFriday, policy, LIMITS, at('2026-07-07T02:00:00Z'))).toEqual({
      code: 'DATE_MISSED',
      reason: 'The value of 2026-07-06 is due (us-bond days); the newest is of 2026-07-02.',
    });
    expect(staleness(null, policy, LIMITS, at('2026-07-07T02:00:00Z'))).toBeNull();
  });

  it.each<[string, Partial<FeedPolicy>, Partial<FeedLimits>, string]>([
    ['the feed', {}, { publicationStaleness: 3600 }, 'PUBLICATION_STALE'],
    ['the plan', { publicationStaleness: 3600 }, {}, 'PUBLICATION_STALE'],
    ['the feed, of a valuation', {}, { valuationStaleness: 3600 }, 'VALUATION_STALE'],
    ['the plan, of a valuation', { valuationStaleness: 3600 }, {}, 'VALUATION_STALE'],
  ])('follows %s', (_whose, policy, limits, code) => {
    const now = at('2026-07-03T20:00:00Z');
    const found = staleness(ofFriday, { ...POLICY, ...policy }, { ...LIMITS, ...limits }, now);
    expect(found?.code).toBe(code);
  });

  it('says when the calendar has ended', () => {
    const closed = { days: new Set<string>(), from: '2025-01-01', through: '2025-12-31' };
    const calendar = businessCalendar('weekdays', closed);
    const policy = { ...POLICY, schedule: { ...schedule, calendar } };
    const found = staleness(ofFriday, policy, LIMITS, at('2026-07-03T20:00:00Z'));
    expect(found?.code).toBe('CALENDAR_ENDED');
  });
});
