import { z } from 'zod';
import { isoDate, wholeText } from '../platform/fields.js';

/** Most days that are told at once: a leap year. */
export const MOST_DAYS = 366;

export const holdingsHistoryQuery = z.strictObject({
  from: isoDate
    .optional()
    .describe(`first day, UTC; default: 365 days with \`to\`, at most ${MOST_DAYS}`)
    .meta({ example: '2026-01-01' }),
  to: isoDate
    .optional()
    .describe('last day, UTC, which may not be over yet; default: the day the books have reached')
    .meta({ example: '2026-12-31' }),
});
export type HoldingsHistoryQuery = z.output<typeof holdingsHistoryQuery>;

export const holdingsHistoryView = z
  .object({
    from: isoDate,
    to: isoDate,
    block: z.number().int().describe('the newest final one, as of which the last day is told'),
    days: z
      .array(
        z.object({
          day: isoDate,
          valueCents: wholeText.describe(
            'at the end of the day, or now: each wallet’s amount of each token at the NAV of then, ' +
              'rounded down to the cent one by one as `GET /holdings` does (the holder is shown ' +
              'the fraction of a cent less), and added up',
          ),
          unpriced: z.number().int().describe('holdings that had no NAV yet: not in the value'),
        }),
      )
      .describe(
        'each day of the period from the first on which something was held, up to the day the ' +
          'books have reached; oldest first',
      ),
  })
  .meta({ id: 'HoldingsHistory' });
export type HoldingsHistoryView = z.output<typeof holdingsHistoryView>;
