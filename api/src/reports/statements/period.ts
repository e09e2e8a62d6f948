import { daysAsked } from '../../chain/ledger/days.js';
import type { LedgerReader } from '../../chain/ledger/reader.js';
import { DAY_MS } from '../../platform/clock.js';
import { Problem } from '../../platform/problem.js';
import type { StatedPeriod } from './record.js';
import type { PeriodQuery } from './statement.schema.js';

/**
 * Whole days in UTC as blocks: what was in force when the first day began and when the last one ended,
 * or now where it has not. Without days it is the year so far.
 * @throws as `daysAsked`; Refused `block_before_deployment`
 */
export async function periodOf(reader: LedgerReader, query: PeriodQuery): Promise<StatedPeriod> {
  const newest = await reader.finalBlock();
  const { from, to } = daysAsked(query, newest.time, (last) => `${last.slice(0, 4)}-01-01`);
  const [start, end] = [Date.parse(from), Date.parse(to) + DAY_MS];
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
