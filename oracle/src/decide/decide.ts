import { deviationBps, formatDecimal } from '@cadastre/core';
import type { Reading } from '../sources/adapter.js';
import type { FeedPolicy } from './policy.js';
import { stricter } from './staleness.js';

/** What the contract itself holds a report to. Times in seconds, infinite where a limit is off. */
export interface FeedLimits {
  minIntervalSeconds: number;
  minAnswer: bigint;
  maxAnswer: bigint;
  /** Report older than this by its valuation time is refused on-chain. */
  maxValuationAgeSeconds: number;
  publicationStaleness: number;
  valuationStaleness: number;
  /** Moves beyond these are parked; null where the limit is off. */
  maxDeviationBps: bigint | null;
  dailyDeviationBps: bigint | null;
  /** Every report is parked. */
  alwaysApprove: boolean;
}

/** The feed's last accepted round. */
export interface LastRound {
  round: number;
  answer: bigint;
  valuationTime: number;
  updatedAt: number;
}

export interface Decision {
  action: 'publish' | 'hold' | 'refuse';
  /** Stable; the feed's status shows it. */
  code:
    | 'FIRST'
    | 'DEVIATION'
    | 'HEARTBEAT'
    | 'CORRECTION'
    | 'BACKFILL'
    | 'UNCHANGED'
    | 'NOT_LATER'
    | 'WITHIN_DEVIATION'
    | 'MIN_INTERVAL'
    | 'OVER_LIMIT'
    | 'OVER_DAILY_LIMIT'
    | 'OUT_OF_BOUNDS'
    | 'FROM_THE_FUTURE'
    | 'VALUATION_TOO_OLD';
  reason: string;
}

export interface Question {
  reading: Reading;
  last: LastRound | null;
  /** The answer that stood 24 hours ago; null where it is not asked for. */
  dayAgo: bigint | null;
  /** A published round whose valuation has turned out otherwise since; null where there is none. */
  corrects: number | null;
  /** A missed day is published now: whatever it moves, there is a round for it. */
  missedDay: boolean;
  policy: FeedPolicy;
  limits: FeedLimits;
  /** Domain time, Unix seconds. */
  now: number;
}

/** Whether a reading is published now, and why. Pure: the same question has the same answer. */
export function decide(question: Question): Decision {
  return (
    refusal(question) ??
    first(question) ??
    timing(question) ??
    breaker(question) ??
    movement(question)
  );
}

function refusal({ reading, limits, policy, now }: Question): Decision | null {
  const value = show(reading.value);
  const least =
    policy.min !== null && policy.min > limits.minAnswer ? policy.min : limits.minAnswer;
  const most = policy.max !== null && policy.max < limits.maxAnswer ? policy.max : limits.maxAnswer;
  if (reading.value < least || reading.value > most) {
    const range = `${show(least)} to ${show(most)}`;
    return refuse('OUT_OF_BOUNDS', `${value} is outside the feed's bounds, ${range}.`);
  }
  if (reading.valuationTime > now) {
    return refuse(
      'FROM_THE_FUTURE',
      `The valuation is of ${time(reading.valuationTime)}, which is not yet.`,
    );
  }
  const oldest = stricter(policy.valuationStaleness, limits.maxValuationAgeSeconds);
  if (now - reading.valuationTime > oldest) {
    return refuse(
      'VALUATION_TOO_OLD',
      `The valuation is of ${time(reading.valuationTime)}: the feed takes none that old.`,
    );
  }
  return null;
}

function first({ reading, last }: Question): Decision | null {
  if (last) return null;
  return publish('FIRST', `The feed has no value yet: ${show(reading.value)}.`);
}

function timing({ reading, last, policy, limits, now }: Question): Decision | null {
  if (!last) return null;
  if (reading.valuationTime <= last.valuationTime) {
    if (reading.value === last.answer) {
      return hold('UNCHANGED', `Nothing is newer than ${time(last.valuationTime)}.`);
    }
    return hold(
      'NOT_LATER',
      `${show(reading.value)} is of ${time(reading.valuationTime)}, and so is the round that is published: ` +
        'a change within one valuation waits for the next.',
    );
  }
  const since = now - last.updatedAt;
  const interval = Math.max(limits.minIntervalSeconds, policy.minInterval ?? 0);
  if (since < interval) {
    return hold('MIN_INTERVAL', `The feed takes a round every ${interval} s at most.`);
  }
  return null;
}

/**
 * A move beyond the feed's own limit is parked on-chain, where people approve it. Only where the plan is
 * stricter than the feed is it held here, and nothing but a change of one of the two lets it go on.
 */
function breaker({ reading, last, dayAgo, policy, limits }: Question): Decision | null {
  if (!last || limits.alwaysApprove) return null;
  const step = bps(last.answer, reading.value);
  const day = dayAgo === null ? null : bps(dayAgo, reading.value);
  const parks = beyond(step, limits.maxDeviationBps) || beyond(day, limits.dailyDeviationBps);
  if (parks) return null;
  const cure = 'The feed on-chain would take it: give it this limit, and two people can approve.';
  if (beyond(step, policy.maxDeviationBps)) {
    return hold(
      'OVER_LIMIT',
      `${show(last.answer)} to ${show(reading.value)}, ${step} bps: more than ${policy.maxDeviationBps}. ${cure}`,
    );
  }
  if (dayAgo !== null && beyond(day, policy.dailyDeviationBps)) {
    return hold(
      'OVER_DAILY_LIMIT',
      `${show(dayAgo)} to ${show(reading.value)} within 24 hours, ${day} bps: more than ${policy.dailyDeviationBps}. ${cure}`,
    );
  }
  return null;
}

const beyond = (moved: bigint | null, limit: bigint | null) =>
  moved !== null && limit !== null && moved > limit;

/** A move in basis points, rounded up; from nothing to something it is a whole. */
const bps = (from: bigint, to: bigint): bigint =>
  from === 0n ? (to === 0n ? 0n : 10_000n) : deviationBps(from, to);

function movement({ reading, last, corrects, missedDay, policy, now }: Question): Decision {
  if (!last) throw new Error('movement is asked of a feed with a round');
  const moved = bps(last.answer, reading.value);
  const move = `${show(last.answer)} to ${show(reading.value)}, ${moved} bps`;
  if (corrects !== null) {
    return publish('CORRECTION', `${move}; what round ${corrects} said has turned out otherwise.`);
  }
  if (missedDay) return publish('BACKFILL', `${move}; of ${time(reading.valuationTime)}.`);
  if (moved >= policy.deviationBps) {
    return publish('DEVIATION', `${move}: at least ${policy.deviationBps}.`);
  }
  const since = now - last.updatedAt;
  if (since >= policy.heartbeat) {
    return publish('HEARTBEAT', `${move}; the last round is ${since} s old.`);
  }
  if (moved === 0n) return hold('UNCHANGED', `Still ${show(reading.value)}.`);
  return hold(
    'WITHIN_DEVIATION',
    `${move}: below ${policy.deviationBps}, and no heartbeat is due.`,
  );
}

const publish = (code: Decision['code'], reason: string): Decision => ({
  action: 'publish',
  code,
  reason,
});
const hold = (code: Decision['code'], reason: string): Decision => ({
  action: 'hold',
  code,
  reason,
});
const refuse = (code: Decision['code'], reason: string): Decision => ({
  action: 'refuse',
  code,
  reason,
});
const show = (value: bigint) => formatDecimal(value, 6, { group: ',' });
const time = (unixSeconds: number) => new Date(unixSeconds * 1000).toISOString();
