import { describe, expect, it } from '@jest/globals';
import { decide, type Question } from './decide.js';

const DAY = 86_400;
const question = (change: Partial<Question> = {}): Question => ({
  reading: { value: 10_010_000n, valuationTime: 2 * DAY },
  last: { round: 1, answer: 10_000_000n, valuationTime: DAY, updatedAt: DAY + 60 },
  policy: { heartbeatSeconds: 20 * 3600, deviationBps: 5n },
  limits: {
    minIntervalSeconds: 3600,
    minAnswer: 1n,
    maxAnswer: 10n ** 12n,
    maxValuationAgeSeconds: 5 * DAY,
  },
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
