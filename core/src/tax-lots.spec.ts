import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from './testing/files.js';
import { carryOver, type LotEvent, type TaxLot, taxLots } from './tax-lots.js';

const acquisition = (id: string, at: number, quantity: bigint, cost: bigint): LotEvent => ({
  kind: 'acquisition',
  id,
  at,
  quantity,
  cost,
});
const disposal = (id: string, at: number, quantity: bigint, proceeds: bigint): LotEvent => ({
  kind: 'disposal',
  id,
  at,
  quantity,
  proceeds,
});
const income = (id: string, at: number, gross: bigint, withheld: bigint): LotEvent => ({
  kind: 'income',
  id,
  at,
  gross,
  withheld,
});

const sum = <T>(items: readonly T[], of: (item: T) => bigint): bigint =>
  items.reduce((total, item) => total + of(item), 0n);
const disposalsOf = (lots: TaxLot[]) => lots.flatMap((lot) => lot.disposals);
const incomeOf = (lots: TaxLot[]) => lots.flatMap((lot) => lot.income);

const amount = (max = 2n ** 80n) => fc.bigInt({ min: 0n, max });
const some = (max = 2n ** 60n) => fc.bigInt({ min: 1n, max });

const ORDER = ['acquisition', 'income', 'disposal'];

/** A life of one position: nothing is sold that is not held, and many instants are equal. */
const lives = fc
  .array(fc.tuple(fc.nat(3), some(), amount(), amount(), fc.nat(2)), {
    minLength: 1,
    maxLength: 25,
  })
  .map((steps) => {
    const events: LotEvent[] = [];
    let [held, at] = [0n, 1_700_000_000];
    steps.forEach(([what, quantity, money, more, pause], i) => {
      const id = `e${String(i).padStart(3, '0')}`;
      const sold = held === 0n ? 0n : (quantity % held) + 1n;
      const kind = held === 0n ? 0 : Math.min(what, 2);
      // An instant has its acquisitions first, then income, then disposals; so has the life.
      const later = kind < ORDER.indexOf(events.at(-1)?.kind ?? 'acquisition') ? 1 : 0;
      at += Math.max(pause, later);
      if (kind === 0) events.push(acquisition(id, at, quantity, money));
      else if (kind === 1) events.push(income(id, at, money + more, more));
      else events.push(disposal(id, at, sold, money));
      held += kind === 0 ? quantity : kind === 2 ? -sold : 0n;
    });
    return events;
  });

describe('tax lots', () => {
  it('take the oldest first, partly from the last they touch', () => {
    const lots = taxLots([
      acquisition('a', 1, 100n, 1_000n),
      acquisition('b', 2, 50n, 600n),
      income('i', 3, 31n, 15n),
      disposal('s', 4, 120n, 1_500n),
    ]);
    expect(lots).toEqual([
      {
        id: 'a',
        acquiredAt: 1,
        quantity: 100n,
        cost: 1_000n,
        openQuantity: 0n,
        openCost: 0n,
        disposals: [{ id: 's', at: 4, quantity: 100n, proceeds: 1_250n, cost: 1_000n }],
        income: [{ id: 'i', at: 3, gross: 20n, withheld: 10n }],
      },
      {
        id: 'b',
        acquiredAt: 2,
        quantity: 50n,
        cost: 600n,
        openQuantity: 30n,
        openCost: 360n,
        disposals: [{ id: 's', at: 4, quantity: 20n, proceeds: 250n, cost: 240n }],
        income: [{ id: 'i', at: 3, gross: 11n, withheld: 5n }],
      },
    ]);
  });

  it('leave the dust of a cost with the lot until its last unit goes', () => {
    const third = (n: number) => disposal(`s${n}`, 2, 1n, 0n);
    const [lot] = taxLots([acquisition('a', 1, 3n, 10n), third(1), third(2), third(3)]);
    expect(lot?.disposals.map(({ cost }) => cost)).toEqual([3n, 3n, 4n]);
    expect(lot?.openCost).toBe(0n);
  });

  it('add up: units, cost, proceeds and income', () => {
    fc.assert(
      fc.property(lives, (events) => {
        const lots = taxLots(events);
        for (const lot of lots) {
          expect(lot.openQuantity + sum(lot.disposals, (d) => d.quantity)).toBe(lot.quantity);
          expect(lot.openCost + sum(lot.disposals, (d) => d.cost)).toBe(lot.cost);
          if (lot.openQuantity === 0n) expect(lot.openCost).toBe(0n);
        }
        for (const event of events) {
          const parts = disposalsOf(lots).filter(({ id }) => id === event.id);
          const earned = incomeOf(lots).filter(({ id }) => id === event.id);
          if (event.kind === 'disposal') {
            expect(sum(parts, (d) => d.quantity)).toBe(event.quantity);
            expect(sum(parts, (d) => d.proceeds)).toBe(event.proceeds);
          } else if (event.kind === 'income') {
            expect(sum(earned, (i) => i.gross)).toBe(event.gross);
            expect(sum(earned, (i) => i.withheld)).toBe(event.withheld);
          }
        }
      }),
    );
  });

  it('touch no lot before every older one is used up', () => {
    fc.assert(
      fc.property(lives, (events) => {
        const lots = taxLots(events);
        const firstOpen = lots.findIndex((lot) => lot.openQuantity > 0n);
        const younger = firstOpen < 0 ? [] : lots.slice(firstOpen + 1);
        expect(younger.every((lot) => lot.openQuantity === lot.quantity)).toBe(true);
      }),
    );
  });

  it('take acquisitions before income before disposals of one instant, whatever they are called', () => {
    const [lot] = taxLots([
      disposal('a', 1, 4n, 8n),
      income('b', 1, 6n, 0n),
      acquisition('c', 1, 5n, 5n),
    ]);
    expect(lot).toMatchObject({ openQuantity: 1n, openCost: 1n });
    expect(lot?.income).toEqual([{ id: 'b', at: 1, gross: 6n, withheld: 0n }]);
  });

  it('are the same in whatever order equal instants are given', () => {
    fc.assert(
      fc.property(
        lives.chain((events) =>
          fc.tuple(
            fc.constant(events),
            fc.shuffledSubarray(events, { minLength: events.length, maxLength: events.length }),
          ),
        ),
        ([events, shuffled]) => {
          expect(taxLots(shuffled)).toEqual(taxLots(events));
        },
      ),
    );
  });

  it('cost the same however a disposal is split', () => {
    fc.assert(
      fc.property(lives, some(), amount(), (events, cut, money) => {
        const place = events.findLastIndex((e) => e.kind === 'disposal' && e.quantity > 1n);
        const whole = events[place];
        if (whole?.kind !== 'disposal') return;
        const first = (cut % (whole.quantity - 1n)) + 1n;
        const paid = money % (whole.proceeds + 1n);
        const parts = [
          { ...whole, id: `${whole.id}a`, quantity: first, proceeds: paid },
          {
            ...whole,
            id: `${whole.id}b`,
            quantity: whole.quantity - first,
            proceeds: whole.proceeds - paid,
          },
        ];
        const taken = (lots: TaxLot[]) =>
          lots.map((lot) => ({
            open: lot.openQuantity,
            openCost: lot.openCost,
            gone: sum(lot.disposals, (d) => d.quantity),
            cost: sum(lot.disposals, (d) => d.cost),
          }));
        const split = taxLots(events.toSpliced(place, 1, ...parts));
        const one = taxLots(events);
        expect(taken(split)).toEqual(taken(one));
        const proceeds = (lots: TaxLot[]) => sum(disposalsOf(lots), (d) => d.proceeds);
        expect(proceeds(split)).toBe(proceeds(one));
      }),
    );
  });

  it.each<[string, LotEvent[]]>([
    ['oversold', [acquisition('a', 1, 5n, 5n), disposal('s', 2, 6n, 6n)]],
    ['oversold', [disposal('s', 1, 1n, 1n), acquisition('a', 2, 5n, 5n)]],
    ['income_without_lots', [income('i', 1, 1n, 0n)]],
    ['event_repeated', [acquisition('a', 1, 5n, 5n), acquisition('a', 2, 5n, 5n)]],
    ['quantity_not_positive', [acquisition('a', 1, 0n, 5n)]],
    ['amount_negative', [acquisition('a', 1, 1n, -1n)]],
    ['withheld_above_gross', [acquisition('a', 1, 1n, 1n), income('i', 2, 1n, 2n)]],
  ])('refuse with %s', (code, events) => {
    expect(codeOf(() => taxLots(events))).toBe(code);
  });
});

describe('a conversion', () => {
  const conversion = (id: string, at: number, quantity: bigint): LotEvent => ({
    kind: 'conversion',
    id,
    at,
    quantity,
  });

  it('gains nothing, and gives its units the cost and the age of those they were made of', () => {
    const old = taxLots([
      acquisition('a', 1, 10n, 100n),
      acquisition('b', 5, 30n, 600n),
      conversion('c', 9, 25n),
    ]);
    expect(
      disposalsOf(old).map(({ quantity, cost, proceeds }) => [quantity, cost, proceeds]),
    ).toEqual([
      [10n, 100n, 100n],
      [15n, 300n, 300n],
    ]);
    const carried = carryOver(old, 'c', { id: 'n', at: 9, gained: 50n });
    expect(carried).toEqual([
      { kind: 'acquisition', id: 'n/1', at: 9, quantity: 20n, cost: 100n, since: 1 },
      { kind: 'acquisition', id: 'n/2', at: 9, quantity: 30n, cost: 300n, since: 5 },
    ]);
    // What was bought of the new asset in between is younger than the first and older than the second.
    const lots = taxLots([...carried, acquisition('m', 3, 7n, 1n), disposal('d', 10, 25n, 500n)]);
    expect(lots.map(({ id, acquiredAt, openQuantity }) => [id, acquiredAt, openQuantity])).toEqual([
      ['n/1', 1, 0n],
      ['m', 3, 2n],
      ['n/2', 5, 30n],
    ]);
  });

  it('loses neither a unit nor any cost, however few units it gives', () => {
    fc.assert(
      fc.property(lives, some(), some(200n), (events, part, gained) => {
        const held = sum(taxLots(events), ({ openQuantity }) => openQuantity);
        fc.pre(held > 0n);
        const at = (events.at(-1)?.at ?? 0) + 1;
        const old = taxLots([...events, conversion('c', at, (part % held) + 1n)]);
        const gone = disposalsOf(old).filter(({ id }) => id === 'c');
        const made = carryOver(old, 'c', { id: 'n', at, gained });
        expect(sum(made, ({ quantity }) => quantity)).toBe(gained);
        expect(sum(made, ({ cost }) => cost)).toBe(sum(gone, ({ cost }) => cost));
        expect(made.every(({ quantity }) => quantity > 0n)).toBe(true);
        expect(() => taxLots(made)).not.toThrow();
      }),
    );
  });

  it('that nobody knows of gives nothing', () => {
    expect(
      carryOver(taxLots([acquisition('a', 1, 1n, 1n)]), 'c', { id: 'n', at: 2, gained: 1n }),
    ).toEqual([]);
  });
});
