import { z } from 'zod';
import { isoDate } from '../../platform/fields.js';

export const periodQuery = z.strictObject({
  from: isoDate
    .optional()
    .describe('first day, UTC; default: the first of the year of `to`')
    .meta({ example: '2026-01-01' }),
  to: isoDate
    .optional()
    .describe('last day, UTC, which may not be over yet; default: the day the books have reached')
    .meta({ example: '2026-12-31' }),
});
export type PeriodQuery = z.output<typeof periodQuery>;

export const paperFormat = z.enum(['pdf', 'csv']);
export type PaperFormat = z.output<typeof paperFormat>;

export const statementQuery = periodQuery.extend({ format: paperFormat.default('pdf') });
export type StatementQuery = z.output<typeof statementQuery>;
