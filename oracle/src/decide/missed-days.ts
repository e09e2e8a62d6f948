import { businessDayAfter, newYorkDate, type IsoDate } from '@cadastre/core';
import type { LastRound } from './decide.js';
import type { FeedPolicy } from './policy.js';

/**
 * The business day after the newest round's: the only one that can be published late without leaving a
 * gap. Null for a feed without a schedule or without a round. @throws CalendarError
 */
export function nextMissedDay(policy: FeedPolicy, last: LastRound | null): IsoDate | null {
  if (!policy.schedule || !last) return null;
  return businessDayAfter(policy.schedule.calendar, newYorkDate(last.valuationTime));
}
