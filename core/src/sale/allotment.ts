import { CoreError } from '../errors.js';
import { splitLargestRemainder } from '../split.js';

/** A book of orders that cannot be allotted as it is. */
export class AllotmentError extends CoreError {}

/** What somebody asks for. */
export interface Demand {
  id: string;
  /** A whole number of units, above zero. */
  amount: bigint;
}

export interface Allotment {
  /** What each demand gets, by its id. */
  parts: ReadonlyMap<string, bigint>;
  /** What nobody gets: all that is not asked for, or, of an oversubscribed book, less than one unit. */
  unallotted: bigint;
}

/**
 * Divides what there is among those who ask. Where there is enough, everybody gets what they asked for; else pro
 * rata by largest remainder (Hamilton) in whole units, ties to the larger demand and then to the smaller id, so that
 * the order in which orders came or are read does not matter. Nobody gets more than they asked for, and each part is
 * less than one unit from its exact share.
 * @param available base units, zero or more
 * @param unit the smallest part, base units: a cent, a base unit, a bar
 * @throws AllotmentError `available_negative`, `unit_not_positive`, `demand_not_whole_units`, `demand_twice`
 */
export function allotProRata(available: bigint, demands: readonly Demand[], unit = 1n): Allotment {
  check(available, demands, unit);
  const total = demands.reduce((sum, { amount }) => sum + amount, 0n);
  if (total <= available) {
    const parts = new Map(demands.map(({ id, amount }) => [id, amount]));
    return { parts, unallotted: available - total };
  }
  const sorted = demands.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const units = splitLargestRemainder(
    available / unit,
    sorted.map(({ amount }) => amount / unit),
  );
  const parts = new Map(sorted.map(({ id }, i) => [id, (units[i] ?? 0n) * unit]));
  return { parts, unallotted: available % unit };
}

function check(available: bigint, demands: readonly Demand[], unit: bigint): void {
  if (available < 0n) {
    throw new AllotmentError('available_negative', 'Only zero or more can be allotted.');
  }
  if (unit <= 0n) throw new AllotmentError('unit_not_positive', 'A unit must be above zero.');
  const seen = new Set<string>();
  for (const { id, amount } of demands) {
    if (amount <= 0n || amount % unit !== 0n) {
      throw new AllotmentError(
        'demand_not_whole_units',
        `The demand ${id} asks for ${amount}: it must be a whole number of ${unit}, above zero.`,
      );
    }
    if (seen.has(id)) throw new AllotmentError('demand_twice', `The demand ${id} is there twice.`);
    seen.add(id);
  }
}
