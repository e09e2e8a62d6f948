import type { LedgerReader } from '../../chain/ledger/reader.js';
import { Malformed, Problem, Refused } from '../../platform/problem.js';
import type { StatedPeriod } from './record.js';
import type { PeriodQuery } from './statement.schema.js';

const DAY_MS = 86_400_000;

/**
 * Whole days in UTC as blocks: what was in force when the first day began and when the last one ended,
 * or now where it has not. Without days it is the year so far.
 * @throws Malformed `period_backwards`; Refused `period_in_future`, `block_before_deployment`
 */
export async function periodOf(
  reader: LedgerReader,
  { from: first, to: last }: PeriodQuery,
): Promise<StatedPeriod> {
  const newest = await reader.finalBlock();
  const to = last ?? newest.time.toISOString().slice(0, 10);
  const from = first ?? `${to.slice(0, 4)}-01-01`;
  if (to < from) {
    throw new Malformed('period_backwards', `The period ends (${to}) before it begins (${from}).`);
  }
  const [start, end] = [Date.parse(from), Date.parse(to) + DAY_MS];
  if (start > newest.time.getTime()) {
    throw new Refused(
      'period_in_future',
      `The books reach up to ${newest.time.toISOString()}: choose an earlier day.`,
    );
  }
  // The last block before an instant: block times are whole seconds.
  const before = (instant: number) => reader.blockAt(new Date(instant - 1));
  return {
    from,
    to,
    opening: await before(start).catch(noneYet),
    closing: end > newest.time.getTime() ? newest : await before(end),
  };
}

function noneYet(error: unknown): null {
  if (error instanceof Problem && error.code === 'block_before_deployment') return null;
  throw error;
}
