import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { civil, dayNumber, shiftMonths, sixteenInNewYork } from './days.ts';
import { Rational } from './rational.ts';

/** The Treasury's constant-maturity yields of one day; `yields` in percent, ascending by days. */
export interface Curve {
  date: string;
  points: { days: number; percent: Rational }[];
}

const SIX_TENORS = 'cmt_6tenor_2025-07-15_2026-08-19.csv';

/** Every day of a file of official figures (the six-tenor history, or a year's download), oldest first. */
export function readCurves(dataDir: string, name = SIX_TENORS): Curve[] {
  const path = join(dataDir, 'treasuries', name);
  const [head, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const tenors = (head ?? '').replaceAll('"', '').split(',').slice(1);
  const curves = lines.map((line) => {
    const [written = '', ...cells] = line.split(',');
    // The download writes 12/29/2023.
    const date = written.replace(/^(..)\/(..)\/(....)$/, '$3-$1-$2');
    const from = civil(date);
    const points = tenors.flatMap((tenor, i) => {
      const cell = cells[i];
      if (!cell) return [];
      const days = dayNumber(shiftMonths(from, monthsOf(tenor))) - dayNumber(from);
      return [{ days, percent: Rational.of(cell) }];
    });
    return { date, points };
  });
  return curves.sort((a, b) => (a.date < b.date ? -1 : 1));
}

/** `6 Mo` or `10 Yr` in months. */
function monthsOf(tenor: string): number {
  const [, count, unit] = /^([0-9]{1,2}) (Mo|Yr)$/.exec(tenor) ?? [];
  if (count === undefined) throw new Error(`the curve file has an unknown tenor "${tenor}"`);
  return Number(count) * (unit === 'Yr' ? 12 : 1);
}

/** The curve known at an instant: the newest whose 16:00 in New York is not after it. */
export function curveAt(curves: Curve[], unixSeconds: number): Curve {
  const known = curves.filter((curve) => sixteenInNewYork(civil(curve.date)) <= unixSeconds);
  const newest = known.at(-1);
  if (!newest) throw new Error(`no curve is known at ${unixSeconds}`);
  return newest;
}

/** Yield per year (a fraction) at a number of days: linear between tenors, flat at both ends, 9 decimals. */
export function yieldAt(curve: Curve, days: number): Rational {
  const hundred = Rational.whole(100);
  const { points } = curve;
  const upper = points.findIndex((point) => point.days >= days);
  const right = points.at(upper);
  if (!right) throw new Error(`the curve of ${curve.date} is empty`);
  const left = points[upper - 1];
  if (upper <= 0 || !left) return right.percent.over(hundred);
  const share = new Rational(BigInt(days - left.days), BigInt(right.days - left.days));
  const percent = left.percent.plus(right.percent.minus(left.percent).times(share));
  return percent.over(hundred).roundedTo(9);
}
