import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { DistributionError, entitlements, linesHash, withhold } from './distribution.js';

const amount = fc.bigInt({ min: 0n, max: 1n << 128n });
const holding = fc.record({
  balance: fc.bigInt({ min: 0n, max: 1n << 112n }),
  rateBps: fc.integer({ min: 0, max: 10_000 }),
});
const holdings = fc
  .array(holding, { minLength: 1, maxLength: 40 })
  .filter((all) => all.some(({ balance }) => balance > 0n));

describe('entitlements', () => {
  it('add up to the amount with the remainder, which is less than one unit each', () => {
    fc.assert(
      fc.property(amount, holdings, (sum, all) => {
        const { lines, remainder } = entitlements(sum, all);
        expect(lines.reduce((total, { gross }) => total + gross, remainder)).toBe(sum);
        expect(remainder >= 0n && remainder < BigInt(all.length)).toBe(true);
      }),
    );
  });

  it('are each within one unit of the exact share, and never above it', () => {
    fc.assert(
      fc.property(amount, holdings, (sum, all) => {
        const total = all.reduce((held, { balance }) => held + balance, 0n);
        entitlements(sum, all).lines.forEach(({ gross }, i) => {
          const exact = sum * (all[i]?.balance ?? 0n);
          expect(gross * total <= exact && exact < (gross + 1n) * total).toBe(true);
        });
      }),
    );
  });

  it('do not depend on the order of the holders', () => {
    fc.assert(
      fc.property(amount, holdings, fc.integer(), (sum, all, seed) => {
        const order = all
          .map((_, i) => i)
          .sort((a, b) => ((a * 31 + seed) % 7) - ((b * 31 + seed) % 7) || b - a);
        const straight = entitlements(sum, all);
        const mixed = entitlements(
          sum,
          order.map((i) => all[i] ?? { balance: 0n, rateBps: 0 }),
        );
        expect(mixed.remainder).toBe(straight.remainder);
        order.forEach((i, place) => expect(mixed.lines[place]).toEqual(straight.lines[i]));
      }),
    );
  });

  it('withhold never more than the rate, to less than one unit, and nothing is lost', () => {
    fc.assert(
      fc.property(amount, fc.integer({ min: 0, max: 10_000 }), (gross, rateBps) => {
        const { withheld, net } = withhold(gross, rateBps);
        expect(withheld + net).toBe(gross);
        const exact = gross * BigInt(rateBps);
        expect(withheld * 10_000n <= exact && exact < (withheld + 1n) * 10_000n).toBe(true);
      }),
    );
  });

  it.each([-1, 10_001, 0.5, NaN])('refuse a rate of %s', (rateBps) => {
    expect(() => withhold(100n, rateBps)).toThrow(DistributionError);
  });
});

describe('the hash of the lines', () => {
  const lines = [7n, 9n, 11n].map((balance, i) => ({
    account: `0x${String(9 - i).repeat(40)}`,
    balance,
    rateBps: i === 0 ? null : 2_638,
    gross: balance * 3n,
    withheld: balance,
  }));

  it('does not depend on their order, and changes with every figure', () => {
    const hash = linesHash(lines);
    expect(linesHash([...lines].reverse())).toBe(hash);
    for (const change of [{ balance: 1n }, { rateBps: 0 }, { gross: 1n }, { withheld: 0n }]) {
      const changed = lines.map((line, i) => (i === 0 ? { ...line, ...change } : line));
      expect(linesHash(changed)).not.toBe(hash);
    }
  });
});
