import { CalendarError, expectedDate, newYorkDate, type IsoDate } from '@cadastre/core';
import type { FeedLimits, LastRound } from './decide.js';
import type { FeedPolicy } from './policy.js';

/** Why a feed is stale, for people and, by its code, for machines. */
export interface Staleness {
  code: 'DATE_MISSED' | 'PUBLICATION_STALE' | 'VALUATION_STALE' | 'CALENDAR_ENDED';
  reason: string;
}

/**
 * Whether what a feed says is older than it should be. A feed without a round waits, it is not stale.
 * @param now domain time, Unix seconds
 */
export function staleness(
  last: LastRound | null,
  policy: FeedPolicy,
  limits: FeedLimits,
  now: number,
): Staleness | null {
  if (!last) return null;
  return missedDate(last, policy, now) ?? tooOld(last, policy, limits, now);
}

/** The day whose value must be there by now; null without a schedule. @throws CalendarError */
export function expected({ schedule }: FeedPolicy, now: number): IsoDate | null {
  return schedule && expectedDate(schedule.calendar, now, schedule.dueMinutes);
}

function missedDate(last: LastRound, policy: FeedPolicy, now: number): Staleness | null {
  try {
    const date = expected(policy, now);
    const newest = newYorkDate(last.valuationTime);
    if (date === null || newest >= date) return null;
    return {
      code: 'DATE_MISSED',
      reason: `The value of ${date} is due (${policy.schedule?.name} days); the newest is of ${newest}.`,
    };
  } catch (error) {
    if (!(error instanceof CalendarError)) throw error;
    return { code: 'CALENDAR_ENDED', reason: error.message };
  }
}

function tooOld(
  last: LastRound,
  policy: FeedPolicy,
  limits: FeedLimits,
  now: number,
): Staleness | null {
  const publication = stricter(policy.publicationStaleness, limits.publicationStaleness);
  if (now - last.updatedAt > publication) {
    return {
      code: 'PUBLICATION_STALE',
      reason: `The newest round is ${now - last.updatedAt} s old: stale after ${publication} s.`,
    };
  }
  const valuation = stricter(policy.valuationStaleness, limits.valuationStaleness);
  if (now - last.valuationTime > valuation) {
    return {
      code: 'VALUATION_STALE',
      reason: `The newest valuation is ${now - last.valuationTime} s old: stale after ${valuation} s.`,
    };
  }
  return null;
}

/** The shorter of what the plan and what the feed on-chain say, seconds. */
export const stricter = (planned: number | null, onChain: number): number =>
  planned === null ? onChain : Math.min(planned, onChain);
