import { deviationBps, formatDecimal } from '@cadastre/core';
import type { FeedKind, Reading } from '../sources/adapter.js';

/** When a feed is published. Times in seconds, deviation in basis points. */
export interface PublicationPolicy {
  /** Published at least this often, when there is anything newer to say. */
  heartbeatSeconds: number;
  /** A move of this much is published before the heartbeat. */
  deviationBps: bigint;
}

/**
 * A NAV follows each business day's curve: the next day's is due after 20 hours. A reserve follows the
 * money within minutes, because minting is bounded by it.
 */
export const PUBLICATION: Record<FeedKind, PublicationPolicy> = {
  nav: { heartbeatSeconds: 20 * 3600, deviationBps: 5n },
  reserve: { heartbeatSeconds: 20 * 3600, deviationBps: 1n },
};

/** What the contract itself holds a report to. */
export interface FeedLimits {
  minIntervalSeconds: number;
  minAnswer: bigint;
  maxAnswer: bigint;
  /** Report older than this by its valuation time is refused on-chain. */
  maxValuationAgeSeconds: number;
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
    | 'UNCHANGED'
    | 'NOT_LATER'
    | 'WITHIN_DEVIATION'
    | 'MIN_INTERVAL'
    | 'OUT_OF_BOUNDS'
    | 'FROM_THE_FUTURE'
    | 'VALUATION_TOO_OLD';
  reason: string;
}

export interface Question {
  reading: Reading;
  last: LastRound | null;
  policy: PublicationPolicy;
  limits: FeedLimits;
  /** Domain time, Unix seconds. */
  now: number;
}

/** Whether a reading is published now, and why. Pure: the same question has the same answer. */
export function decide(question: Question): Decision {
  return refusal(question) ?? first(question) ?? timing(question) ?? movement(question);
}

function refusal({ reading, limits, now }: Question): Decision | null {
  const value = show(reading.value);
  if (reading.value < limits.minAnswer || reading.value > limits.maxAnswer) {
    const range = `${show(limits.minAnswer)} to ${show(limits.maxAnswer)}`;
    return refuse('OUT_OF_BOUNDS', `${value} is outside the feed's bounds, ${range}.`);
  }
  if (reading.valuationTime > now) {
    return refuse(
      'FROM_THE_FUTURE',
      `The valuation is of ${time(reading.valuationTime)}, which is not yet.`,
    );
  }
  if (now - reading.valuationTime > limits.maxValuationAgeSeconds) {
    return refuse(
      'VALUATION_TOO_OLD',
      `The valuation is of ${time(reading.valuationTime)}: the feed takes none that old.`,
    );
  }
  return null;
}

function first({ reading, last }: Question): Decision | null {
  if (last) return null;
  return {
    action: 'publish',
    code: 'FIRST',
    reason: `The feed has no value yet: ${show(reading.value)}.`,
  };
}

function timing({ reading, last, limits, now }: Question): Decision | null {
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
  if (since < limits.minIntervalSeconds) {
    return hold(
      'MIN_INTERVAL',
      `The feed takes a round every ${limits.minIntervalSeconds} s at most.`,
    );
  }
  return null;
}

function movement({ reading, last, policy, now }: Question): Decision {
  if (!last) throw new Error('movement is asked of a feed with a round');
  const bps = last.answer === 0n ? 10_000n : deviationBps(last.answer, reading.value);
  const move = `${show(last.answer)} to ${show(reading.value)}, ${bps} bps`;
  if (bps >= policy.deviationBps) {
    return {
      action: 'publish',
      code: 'DEVIATION',
      reason: `${move}: at least ${policy.deviationBps}.`,
    };
  }
  const since = now - last.updatedAt;
  if (since >= policy.heartbeatSeconds) {
    return {
      action: 'publish',
      code: 'HEARTBEAT',
      reason: `${move}; the last round is ${since} s old.`,
    };
  }
  if (bps === 0n) return hold('UNCHANGED', `Still ${show(reading.value)}.`);
  return hold(
    'WITHIN_DEVIATION',
    `${move}: below ${policy.deviationBps}, and no heartbeat is due.`,
  );
}

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
