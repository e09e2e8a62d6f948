import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from '../testing/files.js';
import { allotProRata, type Demand } from './allotment.js';
import { creditorReference, isCreditorReference, tidyReference } from './creditor-reference.js';
import { tokensFor } from './quote.js';

const sum = (values: Iterable<bigint>) => [...values].reduce((total, one) => total + one, 0n);

/** A book of orders in whole units, and less money than they ask for. */
const oversubscribed = fc
  .record({
    unit: fc.bigInt(1n, 10_000n),
    units: fc.array(fc.bigInt(1n, 10n ** 12n), { minLength: 1, maxLength: 40 }),
    part: fc.bigInt(0n, 999_999n),
  })
  .map(({ unit, units, part }) => {
    const demands = units.map((count, i): Demand => ({ id: `order-${i}`, amount: count * unit }));
    const total = sum(demands.map(({ amount }) => amount));
    return { unit, demands, total, available: (total * part) / 1_000_000n };
  });

describe('an allotment', () => {
  it('gives everybody what they ask for where there is enough, and names the rest', () => {
    const { parts, unallotted } = allotProRata(1_000n, [
      { id: 'a', amount: 300n },
      { id: 'b', amount: 600n },
    ]);
    expect([...parts]).toEqual([
      ['a', 300n],
      ['b', 600n],
    ]);
    expect(unallotted).toBe(100n);
  });

  it('gives whole units by largest remainder, and names the dust', () => {
    const { parts, unallotted } = allotProRata(
      1_005n,
      [
        { id: 'a', amount: 1_000n },
        { id: 'b', amount: 1_000n },
        { id: 'c', amount: 1_000n },
      ],
      10n,
    );
    expect(Object.fromEntries(parts)).toEqual({ a: 340n, b: 330n, c: 330n });
    expect(unallotted).toBe(5n);
  });

  it('adds up to what there is, in whole units, and nobody gets more than they asked for', () => {
    fc.assert(
      fc.property(oversubscribed, ({ unit, demands, available }) => {
        const { parts, unallotted } = allotProRata(available, demands, unit);
        expect(sum(parts.values()) + unallotted).toBe(available);
        expect(unallotted).toBeLessThan(unit);
        for (const { id, amount } of demands) {
          const part = parts.get(id) ?? -1n;
          expect(part >= 0n && part <= amount && part % unit === 0n).toBe(true);
        }
      }),
    );
  });

  it('does not depend on the order of the book', () => {
    fc.assert(
      fc.property(
        oversubscribed.chain((book) =>
          fc.record({
            book: fc.constant(book),
            shuffled: fc.shuffledSubarray(book.demands, { minLength: book.demands.length }),
          }),
        ),
        ({ book, shuffled }) => {
          const { parts } = allotProRata(book.available, book.demands, book.unit);
          const again = allotProRata(book.available, shuffled, book.unit).parts;
          for (const { id } of book.demands) expect(again.get(id)).toBe(parts.get(id));
        },
      ),
    );
  });

  it('has the least error: moving a unit from anybody to anybody makes the squares no smaller', () => {
    fc.assert(
      fc.property(oversubscribed, ({ unit, demands, total, available }) => {
        const { parts } = allotProRata(available, demands, unit);
        const given = available / unit;
        // Errors × total, so that they stay whole.
        const errors = demands.map(
          ({ id, amount }) =>
            ((parts.get(id) ?? 0n) / unit) * (total / unit) - given * (amount / unit),
        );
        const whole = total / unit;
        for (const error of errors) expect(error < whole && error > -whole).toBe(true);
        const least = errors.reduce((a, b) => (a < b ? a : b));
        const most = errors.reduce((a, b) => (a > b ? a : b));
        // (most − whole)² + (least + whole)² ≥ most² + least² exactly where most − least ≤ whole.
        expect(most - least <= whole).toBe(true);
      }),
    );
  });

  it.each([
    ['available_negative', () => allotProRata(-1n, [])],
    ['unit_not_positive', () => allotProRata(1n, [], 0n)],
    ['demand_not_whole_units', () => allotProRata(1n, [{ id: 'a', amount: 15n }], 10n)],
    ['demand_not_whole_units', () => allotProRata(1n, [{ id: 'a', amount: 0n }])],
    [
      'demand_twice',
      () =>
        allotProRata(1n, [
          { id: 'a', amount: 1n },
          { id: 'a', amount: 1n },
        ]),
    ],
  ])('refuses %s', (code, act) => {
    expect(codeOf(act)).toBe(code);
  });
});

describe('a quote', () => {
  const price = { value: 104_123_457n, decimals: 6, tokenDecimals: 6, paymentDecimals: 6 };

  it('is the contract’s own figure, rounded down', () => {
    // The first subscription of contracts/test/lives/treasury-fund.test.ts.
    expect(tokensFor(1_000_000_000_001n, price)).toBe(9_603_983_855n);
    expect(tokensFor(104n, price)).toBe(0n);
  });

  it('refuses a price of nothing', () => {
    expect(codeOf(() => tokensFor(1n, { ...price, value: 0n }))).toBe('price_not_positive');
  });
});

describe('a creditor reference', () => {
  it.each(['RF18539007547034', 'RF712348231', 'RF332348236'])(
    '%s of the standard is one',
    (text) => {
      expect(isCreditorReference(text)).toBe(true);
      expect(creditorReference(text.slice(4))).toBe(text);
    },
  );

  it('is read as people write it', () => {
    expect(tidyReference(' rf18 5390 0754 7034 ')).toBe('RF18539007547034');
  });

  it('shows one wrong or two swapped characters', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[0-9A-Z]{2,21}$/),
        fc.nat(),
        fc.nat(35),
        (body, at, digit) => {
          const right = creditorReference(body);
          expect(isCreditorReference(right)).toBe(true);
          const place = 2 + (at % (right.length - 2));
          const char = digit.toString(36).toUpperCase();
          const wrong = right.slice(0, place) + char + right.slice(place + 1);
          const same = wrong === right || !/^RF[0-9]{2}/.test(wrong);
          if (!same && /[0-9]/.test(char) === /[0-9]/.test(right[place] ?? '')) {
            expect(isCreditorReference(wrong)).toBe(false);
          }
        },
      ),
    );
  });

  it.each(['', 'ab', 'A'.repeat(22), 'Ä'])('is not made of %j', (body) => {
    expect(codeOf(() => creditorReference(body))).toBe('reference_body');
  });
});
