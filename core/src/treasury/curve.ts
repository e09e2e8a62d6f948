import { divide } from '../money/mul-div.js';
import {
  calendarDate,
  dayNumberOf,
  daysBetween,
  isIsoDate,
  shiftMonths,
  type CalendarDate,
  type IsoDate,
} from '../time/dates.js';
import { newYorkTime } from '../time/new-york.js';
import { readTable, TableError, type TableRow } from '../table/csv.js';
import { parsePercent, PricingError } from './rates.js';

/** Tenors of the official constant-maturity (par yield) curve, as its column heads. */
const TENORS: Readonly<Record<string, { months?: number; days?: number }>> = {
  '1 Mo': { months: 1 },
  // Published since 2025-02-18 from the six-week bill.
  '1.5 Month': { days: 42 },
  '2 Mo': { months: 2 },
  '3 Mo': { months: 3 },
  '4 Mo': { months: 4 },
  '6 Mo': { months: 6 },
  '1 Yr': { months: 12 },
  '2 Yr': { months: 24 },
  '3 Yr': { months: 36 },
  '5 Yr': { months: 60 },
  '7 Yr': { months: 84 },
  '10 Yr': { months: 120 },
  '20 Yr': { months: 240 },
  '30 Yr': { months: 360 },
};

const SIX = ['Date', '3 Mo', '1 Yr', '2 Yr', '5 Yr', '10 Yr', '30 Yr'];
const FULL = ['Date', ...Object.keys(TENORS)];
const WITHOUT_SIX_WEEKS = FULL.filter((name) => name !== '1.5 Month');

/** One day's curve. Points are ascending by days; rates are bond-equivalent yields, fraction × 10⁹. */
export interface ParCurve {
  readonly date: IsoDate;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly tenor: string;
  /** Calendar days from the curve's date. */
  readonly days: number;
  readonly rate: bigint;
}

/**
 * Reads a curve file: the official download (MM/DD/YYYY, newest first, with or without the six-week
 * tenor) or the six-tenor history (YYYY-MM-DD, oldest first). The result is oldest first.
 * @throws TableError as `readTable`, and `curve_date`, `curve_rate`, `curve_row_order`,
 *   `curve_duplicate_row`, `curve_empty_row`
 */
export function parseCurveCsv(text: string): ParCurve[] {
  const table = readTable(text, [SIX, WITHOUT_SIX_WEEKS, FULL]);
  const six = table.layout === SIX;
  const curves = table.rows.map((row) => readCurve(row, table.layout, six));
  table.rows.forEach((row, i) => {
    const before = curves[i - 1];
    const here = curves[i] as ParCurve;
    if (!before) return;
    if (before.date === here.date) {
      throw new TableError(
        'curve_duplicate_row',
        `Line ${row.line} repeats ${here.date}.`,
        row.line,
      );
    }
    if (before.date < here.date !== six) {
      throw new TableError(
        'curve_row_order',
        `Line ${row.line} (${here.date}) is out of order: this layout runs ${six ? 'oldest' : 'newest'} first.`,
        row.line,
      );
    }
  });
  return six ? curves : curves.reverse();
}

function readCurve(row: TableRow, layout: readonly string[], iso: boolean): ParCurve {
  const date = readDate(row, iso);
  const from = calendarDate(date);
  const points = layout
    .slice(1)
    .filter((tenor) => row.get(tenor) !== '')
    .map((tenor) => ({ tenor, days: tenorDays(from, tenor), rate: readRate(row, tenor) }));
  if (points.length === 0) {
    throw new TableError(
      'curve_empty_row',
      `Line ${row.line} (${date}) has no yield at all.`,
      row.line,
    );
  }
  return { date, points };
}

function readDate(row: TableRow, iso: boolean): IsoDate {
  const text = row.get('Date');
  const us = /^([0-9]{2})\/([0-9]{2})\/([0-9]{4})$/.exec(text);
  const date = iso ? text : us ? `${us[3]}-${us[1]}-${us[2]}` : '';
  if (isIsoDate(date)) return date;
  throw new TableError(
    'curve_date',
    `Line ${row.line}: "${text}" is not a date written ${iso ? 'YYYY-MM-DD' : 'MM/DD/YYYY'}.`,
    row.line,
  );
}

function readRate(row: TableRow, tenor: string): bigint {
  const text = row.get(tenor);
  if (/^-?[0-9]{1,2}\.[0-9]{2}$/.test(text)) return parsePercent(text, tenor, true);
  throw new TableError(
    'curve_rate',
    `Line ${row.line}, ${tenor}: "${text}" is not a yield in percent with two decimals.`,
    row.line,
  );
}

/** Calendar days to a tenor. Every row of a file asks for each: the date is taken apart only once. */
function tenorDays(from: CalendarDate, tenor: string): number {
  const { months, days } = TENORS[tenor] ?? {};
  return months === undefined
    ? (days ?? 0)
    : dayNumberOf(shiftMonths(from, months)) - dayNumberOf(from);
}

/**
 * Yield for a maturity: linear between the two tenors around it by calendar days from the curve's date,
 * flat below the shortest and beyond the longest. Fraction × 10⁹, half-up.
 * @throws PricingError `curve_without_points`, `maturity_before_curve`
 */
export function curveYield(curve: ParCurve, maturity: IsoDate): bigint {
  const days = daysBetween(curve.date, maturity);
  const first = curve.points[0];
  const last = curve.points.at(-1);
  if (!first || !last) {
    throw new PricingError('curve_without_points', `The curve of ${curve.date} has no points.`);
  }
  if (days <= 0) {
    throw new PricingError(
      'maturity_before_curve',
      `A maturity of ${maturity} is not after the curve's date, ${curve.date}.`,
    );
  }
  if (days <= first.days) return first.rate;
  if (days >= last.days) return last.rate;
  const right = curve.points.findIndex((point) => point.days >= days);
  const b = curve.points[right] as CurvePoint;
  const a = curve.points[right - 1] as CurvePoint;
  const span = BigInt(b.days - a.days);
  return divide(a.rate * BigInt(b.days - days) + b.rate * BigInt(days - a.days), span, 'halfUp');
}

/** Hour in New York at which the curve of a day counts as known. */
export const CURVE_HOUR = 16;

/**
 * The newest curve that is known at an instant: its date's 16:00 in New York is not after it.
 * @param curves oldest first
 */
export function curveKnownAt(
  curves: readonly ParCurve[],
  unixSeconds: number,
): ParCurve | undefined {
  for (let i = curves.length - 1; i >= 0; i -= 1) {
    const curve = curves[i] as ParCurve;
    if (newYorkTime(curve.date, CURVE_HOUR) <= unixSeconds) return curve;
  }
  return undefined;
}

/**
 * Joins curve files into one history, oldest first. A day that two files carry is taken from the file
 * with more tenors.
 */
export function mergeCurves(files: readonly (readonly ParCurve[])[]): ParCurve[] {
  const byDate = new Map<IsoDate, ParCurve>();
  for (const curve of files.flat()) {
    const known = byDate.get(curve.date);
    if (!known || curve.points.length > known.points.length) byDate.set(curve.date, curve);
  }
  return [...byDate.values()].sort((a, b) => (a.date < b.date ? -1 : 1));
}
