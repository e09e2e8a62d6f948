import { Malformed, Refused } from '../../platform/problem.js';

/** Whole days in UTC, `YYYY-MM-DD`, both included. */
export interface Days {
  from: string;
  to: string;
}

export const dayOf = (instant: Date): string => instant.toISOString().slice(0, 10);

/**
 * The days that were asked for; without a last one up to the day the books have reached, without a first
 * one from `first` of the last on. The last one may not be over, or not have come, yet.
 * @param reached time of the newest final block
 * @throws Malformed `period_backwards`; Refused `period_in_future`
 */
export function daysAsked(
  asked: Partial<Days>,
  reached: Date,
  first: (to: string) => string,
): Days {
  const to = asked.to ?? dayOf(reached);
  const from = asked.from ?? first(to);
  if (to < from) {
    throw new Malformed('period_backwards', `The period ends (${to}) before it begins (${from}).`);
  }
  if (Date.parse(from) > reached.getTime()) {
    throw new Refused(
      'period_in_future',
      `The books reach up to ${reached.toISOString()}: choose an earlier day.`,
    );
  }
  return { from, to };
}
