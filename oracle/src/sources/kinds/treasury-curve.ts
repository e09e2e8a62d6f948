import {
  formatPercent,
  RATE_SCALE,
  CURVE_HOUR,
  newYorkDate,
  newYorkTime,
  daysBetween,
} from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../../platform/refusal.js';
import { source } from '../source.js';
import { TreasuryFiles } from '../treasury-files.js';

const options = z.strictObject({
  /** Folder with the official `par_yield_curve_*` and `cmt_*` files, CSV or XML, and the securities master. */
  folder: z.string().min(1),
  /** Calendar days in New York that the newest curve may be old. */
  maxAgeDays: z.int().min(1).max(31).default(5),
});

/** `treasury-curve`: the official daily par yields. They are bond-equivalent yields, not discount rates. */
export const treasuryCurve = source({
  kind: 'treasury-curve',
  about: 'The official daily par yield curve of the United States Treasury, CSV or XML.',
  options,
  async read({ folder, maxAgeDays }, { now }) {
    const { curve, documents } = await new TreasuryFiles(folder).at(now);
    if (!curve)
      throw new Refusal('STALE', 'There is no official curve for this time or before it.');
    const age = daysBetween(curve.date, newYorkDate(now));
    if (age > maxAgeDays) {
      throw new Refusal(
        'STALE',
        `The newest official curve is of ${curve.date}, ${age} days ago: at most ${maxAgeDays} are accepted.`,
      );
    }
    const at = newYorkTime(curve.date, CURVE_HOUR);
    const figure = (value: bigint) => ({ value, scale: RATE_SCALE, unit: 'yield', at });
    return {
      figures: Object.fromEntries(curve.points.map(({ tenor, rate }) => [tenor, figure(rate)])),
      inputs: {
        date: curve.date,
        points: curve.points.map(({ tenor, rate }) => [tenor, rate.toString()]),
      },
      lines: [
        `par yields of ${curve.date}`,
        ...curve.points.map(
          ({ tenor, days, rate }) => `${tenor} (${days} days): ${formatPercent(rate)} %`,
        ),
      ],
      warnings: [],
      documents,
    };
  },
});
