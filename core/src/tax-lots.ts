import { CoreError } from './errors.js';

/** What happened to a position cannot be told in lots. */
export class LotError extends CoreError {}

interface Happening {
  /** Of the happening, unique among all that are given. */
  readonly id: string;
  /** Unix seconds. */
  readonly at: number;
}

/** Units that came in for a cost (base units of money, zero or more). */
export interface Acquisition extends Happening {
  readonly kind: 'acquisition';
  /** Base units, above zero. */
  readonly quantity: bigint;
  readonly cost: bigint;
  /** Unix seconds: when that was acquired which these units were made of; `at` where left out. */
  readonly since?: number;
}

/** Units that became units of another asset: their cost goes with them (`carryOver`), and nothing is gained. */
export interface Conversion extends Happening {
  readonly kind: 'conversion';
  /** Base units, above zero. */
  readonly quantity: bigint;
}

/** Units that left for proceeds (base units of money, zero or more). */
export interface Disposal extends Happening {
  readonly kind: 'disposal';
  /** Base units, above zero. */
  readonly quantity: bigint;
  readonly proceeds: bigint;
}

/** Income on everything held at `at`, its record date; `withheld` is part of `gross`. */
export interface LotsIncome extends Happening {
  readonly kind: 'income';
  readonly gross: bigint;
  readonly withheld: bigint;
}

export type LotEvent = Acquisition | Conversion | Disposal | LotsIncome;

/** The part of a disposal that one lot gave. Gain is `proceeds - cost`; a conversion's proceeds are its cost. */
export interface LotDisposal extends Happening {
  readonly quantity: bigint;
  readonly proceeds: bigint;
  readonly cost: bigint;
}

/** The part of an income that belongs to one lot. */
export interface LotIncome extends Happening {
  readonly gross: bigint;
  readonly withheld: bigint;
}

/** One acquisition and what became of it. */
export interface TaxLot {
  readonly id: string;
  readonly acquiredAt: number;
  readonly quantity: bigint;
  readonly cost: bigint;
  openQuantity: bigint;
  openCost: bigint;
  readonly disposals: LotDisposal[];
  readonly income: LotIncome[];
}

/**
 * Tax lots by first in, first out: each disposal takes from the oldest lots, partly from the last of
 * them (26 CFR 1.1012-1(c)(1)). The order the events are given in does not matter: at one instant
 * acquisitions come first, then income, then disposals, each by id.
 *
 * Units that a conversion gave are as old as those they were made of (26 U.S.C. 1036, 1223(1)).
 *
 * Rounding: of a lot's cost, floor(cost × disposed so far / quantity) has gone; a disposal takes the
 * difference to what had gone before, so that many small disposals cost what one great one does. The
 * dust, less than one base unit of money, stays with the lot until its last unit leaves. Proceeds and
 * income are divided among lots the same way, the dust of each going to the youngest lot it touches.
 * Cost, proceeds and income add up exactly.
 * @throws LotError `event_repeated`, `quantity_not_positive`, `amount_negative`,
 *   `withheld_above_gross`, `oversold`, `income_without_lots`
 */
export function taxLots(events: readonly LotEvent[]): TaxLot[] {
  const lots: TaxLot[] = [];
  const seen = new Set<string>();
  for (const event of inOrder(events)) {
    check(event, seen);
    if (event.kind === 'acquisition') open(lots, opened(event));
    else if (event.kind === 'income') earn(lots, event);
    else dispose(lots, event, event.kind === 'disposal' ? event.proceeds : null);
  }
  return lots;
}

/**
 * What the units begin with that a conversion of `taxLots` gave: a lot for each that was converted, of its cost and
 * its age. `gained` base units are divided among them by what was converted, the dust going to the youngest; the cost
 * of a lot that comes to no unit goes with the next.
 * @param id of the conversion; the lots are called `to.id/1`, `to.id/2` …
 * @returns nothing where `lots` know no such conversion, or it gave nothing
 */
export function carryOver(
  lots: readonly TaxLot[],
  id: string,
  to: { readonly id: string; readonly at: number; readonly gained: bigint },
): Acquisition[] {
  const parts = lots.flatMap((lot) =>
    lot.disposals.filter((one) => one.id === id).map((one) => ({ ...one, since: lot.acquiredAt })),
  );
  const whole = parts.reduce((sum, { quantity }) => sum + quantity, 0n);
  const made: Acquisition[] = [];
  let [before, waiting] = [0n, 0n];
  for (const { quantity: converted, cost, since } of parts) {
    const quantity = piece(to.gained, before, before + converted, whole);
    before += converted;
    waiting += cost;
    if (quantity === 0n) continue;
    const name = `${to.id}/${made.length + 1}`;
    made.push({ kind: 'acquisition', id: name, at: to.at, quantity, cost: waiting, since });
    waiting = 0n;
  }
  return made;
}

const RANK: Record<LotEvent['kind'], number> = {
  acquisition: 0,
  income: 1,
  disposal: 2,
  conversion: 2,
};

const inOrder = (events: readonly LotEvent[]): LotEvent[] =>
  [...events].sort(
    (a, b) =>
      a.at - b.at || RANK[a.kind] - RANK[b.kind] || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
  );

function opened({ id, at, quantity, cost, since = at }: Acquisition): TaxLot {
  const open = { openQuantity: quantity, openCost: cost };
  return { id, acquiredAt: since, quantity, cost, ...open, disposals: [], income: [] };
}

/** Oldest first; of one age, in the order they came. */
function open(lots: TaxLot[], lot: TaxLot): void {
  const younger = lots.findIndex(({ acquiredAt }) => acquiredAt > lot.acquiredAt);
  lots.splice(younger < 0 ? lots.length : younger, 0, lot);
}

/** @param proceeds null for what is converted: each part is worth its cost */
function dispose(
  lots: readonly TaxLot[],
  { id, at, quantity }: Disposal | Conversion,
  proceeds: bigint | null,
): void {
  let taken = 0n;
  for (const lot of lots) {
    if (taken === quantity) return;
    if (lot.openQuantity === 0n) continue;
    const left = quantity - taken;
    const part = left < lot.openQuantity ? left : lot.openQuantity;
    const gone = lot.quantity - lot.openQuantity;
    const cost = piece(lot.cost, gone, gone + part, lot.quantity);
    lot.disposals.push({
      id,
      at,
      quantity: part,
      proceeds: proceeds === null ? cost : piece(proceeds, taken, taken + part, quantity),
      cost,
    });
    lot.openQuantity -= part;
    lot.openCost -= cost;
    taken += part;
  }
  if (taken === quantity) return;
  throw new LotError(
    'oversold',
    `Disposal ${id} is of ${quantity} units and only ${taken} were held: an acquisition is missing.`,
  );
}

function earn(lots: readonly TaxLot[], { id, at, gross, withheld }: LotsIncome): void {
  const held = lots.reduce((sum, lot) => sum + lot.openQuantity, 0n);
  if (held === 0n) {
    throw new LotError(
      'income_without_lots',
      `Income ${id} is on units of which none was held: check its record date.`,
    );
  }
  let before = 0n;
  for (const lot of lots) {
    if (lot.openQuantity === 0n) continue;
    const after = before + lot.openQuantity;
    lot.income.push({
      id,
      at,
      gross: piece(gross, before, after, held),
      withheld: piece(withheld, before, after, held),
    });
    before = after;
  }
}

/** What lies between two marks of an amount that is laid out over `whole`; pieces add up to it. */
const piece = (amount: bigint, from: bigint, to: bigint, whole: bigint): bigint =>
  (amount * to) / whole - (amount * from) / whole;

function check(event: LotEvent, seen: Set<string>): void {
  const { id } = event;
  if (seen.has(id)) {
    throw new LotError('event_repeated', `Two happenings are called ${id}: give each once.`);
  }
  seen.add(id);
  if (event.kind !== 'income' && event.quantity <= 0n) {
    throw new LotError(
      'quantity_not_positive',
      `${id} is of ${event.quantity} units, not of some.`,
    );
  }
  const negative = amountsOf(event).find((amount) => amount < 0n);
  if (negative !== undefined) {
    throw new LotError('amount_negative', `${id} is for ${negative}: money is zero or more here.`);
  }
  if (event.kind === 'income' && event.withheld > event.gross) {
    throw new LotError('withheld_above_gross', `Of ${id} more is withheld than there is.`);
  }
}

function amountsOf(event: LotEvent): bigint[] {
  switch (event.kind) {
    case 'acquisition':
      return [event.cost];
    case 'disposal':
      return [event.proceeds];
    case 'income':
      return [event.gross, event.withheld];
    case 'conversion':
      return [];
  }
}
