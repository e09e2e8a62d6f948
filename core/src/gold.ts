import { CoreError } from './errors.js';
import { abs, divide } from './money/mul-div.js';

/** A gold bar that contradicts itself. */
export class BarError extends CoreError {}

/** A bar as a custodian lists it. Weights in thousandths of a troy ounce, fineness in 0.1 of a mille. */
export interface GoldBar {
  refiner: string;
  serial: string;
  year: number;
  grossMilliOz: bigint;
  /** 9958 is 995.8 parts of a thousand. */
  finenessTenths: bigint;
  /** Fine weight as the custodian states it. */
  statedFineMilliOz: bigint;
}

/**
 * Fine weight of a bar to 0.001 oz, half-up: gross × assay / 1000 (LBMA Good Delivery rules).
 * @throws BarError `fineness_out_of_range`, `gross_not_positive`
 */
export function fineMilliOunces(grossMilliOz: bigint, finenessTenths: bigint): bigint {
  if (grossMilliOz <= 0n)
    throw new BarError('gross_not_positive', 'A bar must weigh more than nothing.');
  if (finenessTenths <= 0n || finenessTenths > 10_000n) {
    throw new BarError('fineness_out_of_range', 'A fineness is above 0 and at most 1000.0 parts.');
  }
  return divide(grossMilliOz * finenessTenths, 10_000n, 'halfUp');
}

/** Whether a gross weight is a multiple of 0.025 oz, the step of the Good Delivery rules. */
export function isGoodDeliveryStep(grossMilliOz: bigint): boolean {
  return grossMilliOz % 25n === 0n;
}

/** Serials are not unique: a bar is its refiner, serial, year and gross weight together. */
export function barIdentity(
  bar: Pick<GoldBar, 'refiner' | 'serial' | 'year' | 'grossMilliOz'>,
): string {
  return JSON.stringify([bar.refiner, bar.serial, bar.year, bar.grossMilliOz.toString()]);
}

export interface BarListTotal {
  /** Sum of the fine weights the custodian states. */
  fineMilliOz: bigint;
  /** Bars whose stated fine weight is more than 0.001 oz from gross × assay. */
  flagged: GoldBar[];
}

/** Total of a bar list. @throws BarError `bar_duplicate` and as `fineMilliOunces` */
export function totalBarList(bars: readonly GoldBar[]): BarListTotal {
  const seen = new Set<string>();
  for (const bar of bars) {
    const identity = barIdentity(bar);
    if (seen.has(identity)) {
      throw new BarError(
        'bar_duplicate',
        `The bar ${bar.refiner} ${bar.serial} (${bar.year}) is listed twice.`,
      );
    }
    seen.add(identity);
  }
  return {
    fineMilliOz: bars.reduce((sum, bar) => sum + bar.statedFineMilliOz, 0n),
    flagged: bars.filter(
      (bar) =>
        abs(fineMilliOunces(bar.grossMilliOz, bar.finenessTenths) - bar.statedFineMilliOz) > 1n,
    ),
  };
}

/** Whole bars for a weight; `fineMilliOz + remainderMilliOz` is the weight asked for. */
export interface BarAllocation<B> {
  bars: B[];
  fineMilliOz: bigint;
  /** Too little for any bar that is left. */
  remainderMilliOz: bigint;
}

/**
 * Whole bars within a fine weight: the heaviest first, each that still fits. Equal weights keep their order, so that
 * the same list gives the same bars.
 * @param fineMilliOz thousandths of a troy ounce, zero or more
 */
export function allocateBars<B extends Pick<GoldBar, 'statedFineMilliOz'>>(
  bars: readonly B[],
  fineMilliOz: bigint,
): BarAllocation<B> {
  const chosen: B[] = [];
  let remainder = fineMilliOz;
  const heaviest = [...bars].sort((a, b) => Number(b.statedFineMilliOz - a.statedFineMilliOz));
  for (const bar of heaviest) {
    if (bar.statedFineMilliOz > remainder) continue;
    chosen.push(bar);
    remainder -= bar.statedFineMilliOz;
  }
  return { bars: chosen, fineMilliOz: fineMilliOz - remainder, remainderMilliOz: remainder };
}
