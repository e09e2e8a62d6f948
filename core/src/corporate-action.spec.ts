import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  convertHolding,
  CorporateActionError,
  redeemHolding,
  redemptionCover,
} from './corporate-action.js';

const balance = fc.bigInt({ min: 0n, max: 1n << 112n });
const part = fc.bigInt({ min: 1n, max: (1n << 64n) - 1n });
const price = fc.bigInt({ min: 1n, max: 1n << 100n });
const decimals = fc.integer({ min: 0, max: 18 });

describe('a conversion', () => {
  it('burns what the new units cost, no more, and leaves less than one new unit’s worth', () => {
    fc.assert(
      fc.property(balance, part, part, (held, numerator, denominator) => {
        fc.pre(numerator !== denominator);
        const { burned, gained, left } = convertHolding(held, numerator, denominator);
        expect(burned + left).toBe(held);
        expect(left >= 0n).toBe(true);
        // Never more than the ratio gives, and one unit less burnt would not have paid for it.
        expect(gained * denominator <= burned * numerator).toBe(true);
        expect(gained === 0n || gained * denominator > (burned - 1n) * numerator).toBe(true);
        expect(held * numerator < (gained + 1n) * denominator).toBe(true);
      }),
    );
  });

  it('cannot be improved by splitting a holding in two', () => {
    fc.assert(
      fc.property(balance, balance, part, part, (a, b, numerator, denominator) => {
        fc.pre(numerator !== denominator);
        const gained = (held: bigint) => convertHolding(held, numerator, denominator).gained;
        expect(gained(a) + gained(b) <= gained(a + b)).toBe(true);
      }),
    );
  });

  it.each([
    ['three for one', 7n, 3n, 1n, { burned: 7n, gained: 21n, left: 0n }],
    ['one for ten', 107n, 1n, 10n, { burned: 100n, gained: 10n, left: 7n }],
    ['three for two', 5n, 3n, 2n, { burned: 5n, gained: 7n, left: 0n }],
    ['too little', 9n, 1n, 10n, { burned: 0n, gained: 0n, left: 9n }],
  ])('%s', (_, held, numerator, denominator, outcome) => {
    expect(convertHolding(held, numerator, denominator)).toEqual(outcome);
  });

  it('has two different numbers above zero', () => {
    for (const [a, b] of [
      [0n, 1n],
      [1n, 0n],
      [2n, 2n],
    ] as const) {
      expect(() => convertHolding(1n, a, b)).toThrow(CorporateActionError);
    }
    expect(() => convertHolding(-1n, 2n, 1n)).toThrow(CorporateActionError);
  });
});

describe('a redemption', () => {
  it('is covered for everybody, and its dust is less than a unit for each holder', () => {
    fc.assert(
      fc.property(
        fc.array(balance, { minLength: 1, maxLength: 30 }),
        price,
        decimals,
        (all, each, places) => {
          const supply = all.reduce((sum, held) => sum + held, 0n);
          const paid = all.reduce(
            (sum, held) => sum + redeemHolding(held, each, places).gained,
            0n,
          );
          const dust = redemptionCover(supply, each, places) - paid;
          expect(dust >= 0n && dust <= BigInt(all.length)).toBe(true);
        },
      ),
    );
  });

  it('has a price', () => {
    expect(() => redeemHolding(1n, 0n, 6)).toThrow(CorporateActionError);
    expect(() => redemptionCover(1n, 0n, 6)).toThrow(CorporateActionError);
    expect(() => redeemHolding(-1n, 1n, 6)).toThrow(CorporateActionError);
  });
});
