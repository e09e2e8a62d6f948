import {
  fineMilliOunces,
  formatDecimal,
  type GoldBar,
  parseDecimal,
  totalBarList,
} from '@cadastre/core';
import { Refused } from '../platform/problem.js';
import type { BarRow } from './asset.schema.js';

/** A bar as listed, in whole units: thousandths of an ounce, tenths of a mille. */
export function readBar(row: BarRow): GoldBar {
  return {
    refiner: row.refiner,
    serial: row.serial,
    year: row.year,
    grossMilliOz: parseDecimal(row.grossOz, { scale: 3, field: 'grossOz' }),
    finenessTenths: parseDecimal(row.fineness, { scale: 1, field: 'fineness' }),
    statedFineMilliOz: parseDecimal(row.fineOz, { scale: 3, field: 'fineOz' }),
  };
}

/**
 * A bar list that agrees with itself: no bar twice, every stated fine weight within 0.001 oz of
 * gross × fineness. @throws Refused `bar_inconsistent`; BarError of the core
 */
export function readBarList(rows: readonly BarRow[]): GoldBar[] {
  const bars = rows.map(readBar);
  const { flagged } = totalBarList(bars);
  if (flagged.length > 0) {
    throw new Refused(
      'bar_inconsistent',
      `${flagged.length} bar(s) state another fine weight than gross × fineness: correct the list.`,
      {
        errors: flagged.map((bar) => ({
          pointer: `/details/bars/${bars.indexOf(bar)}/fineOz`,
          detail: `${bar.refiner} ${bar.serial}: ${ounces(bar.grossMilliOz)} × ${formatDecimal(bar.finenessTenths, 1)} ‰ is ${ounces(fineMilliOunces(bar.grossMilliOz, bar.finenessTenths))}, not ${ounces(bar.statedFineMilliOz)}`,
        })),
      },
    );
  }
  return bars;
}

export const ounces = (milliOz: bigint): string => formatDecimal(milliOz, 3);
