import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allocateBars } from './gold.js';

const bar = (statedFineMilliOz: bigint) => ({ statedFineMilliOz });

describe('an allocation of whole bars', () => {
  it('takes the heaviest that fit and tells the remainder', () => {
    const list = [398_444n, 401_004n, 399_125n].map(bar);
    expect(allocateBars(list, 800_500n)).toEqual({
      bars: [bar(401_004n), bar(399_125n)],
      fineMilliOz: 800_129n,
      remainderMilliOz: 371n,
    });
    expect(allocateBars(list, 398_443n).bars).toEqual([]);
  });

  it('gives no bar twice, never more than asked, and leaves no bar that would still fit', () => {
    const weights = fc.array(fc.bigInt({ min: 1n, max: 430_000n }), { maxLength: 60 });
    fc.assert(
      fc.property(weights, fc.bigInt({ min: 0n, max: 10_000_000n }), (list, asked) => {
        const all = list.map((fine, place) => ({ ...bar(fine), place }));
        const { bars, fineMilliOz, remainderMilliOz } = allocateBars(all, asked);
        const taken = new Set(bars.map(({ place }) => place));
        expect(taken.size).toBe(bars.length);
        expect(bars.reduce((sum, one) => sum + one.statedFineMilliOz, 0n)).toBe(fineMilliOz);
        expect(fineMilliOz + remainderMilliOz).toBe(asked);
        expect(remainderMilliOz >= 0n).toBe(true);
        const left = all.filter(({ place }) => !taken.has(place));
        expect(left.every((one) => one.statedFineMilliOz > remainderMilliOz)).toBe(true);
      }),
    );
  });
});
