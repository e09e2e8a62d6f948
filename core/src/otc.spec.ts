import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fillPayment, OtcError } from './otc.js';

const order = fc.record({
  sells: fc.boolean(),
  amount: fc.bigInt({ min: 1n, max: 1n << 112n }),
  price: fc.bigInt({ min: 1n, max: (1n << 128n) - 1n }),
});

describe('the payment of a fill', () => {
  it('adds up to the price, however an order is filled', () => {
    const cuts = fc.array(fc.bigInt({ min: 1n, max: 1n << 60n }), { maxLength: 20 });
    fc.assert(
      fc.property(order, cuts, (one, parts) => {
        let [filled, paid] = [0n, 0n];
        for (const part of parts) {
          if (filled + part >= one.amount) break;
          paid += fillPayment(one, filled, part);
          filled += part;
        }
        paid += fillPayment(one, filled, one.amount - filled);
        expect(paid).toBe(one.price);
      }),
    );
  });

  it('never gives the maker less than its price, by any first part', () => {
    fc.assert(
      fc.property(order, fc.bigInt({ min: 1n, max: 1n << 112n }), (one, part) => {
        fc.pre(part <= one.amount);
        const paid = fillPayment(one, 0n, part) * one.amount;
        expect(one.sells ? paid >= one.price * part : paid <= one.price * part).toBe(true);
      }),
    );
  });

  it.each([
    ['more than is left', 6n, 5n],
    ['nothing', 0n, 0n],
  ])('refuses %s', (_, filled, amount) => {
    const one = { sells: true, amount: 10n, price: 100n };
    expect(() => fillPayment(one, filled, amount)).toThrow(OtcError);
    expect(() => fillPayment({ ...one, price: 0n }, 0n, 1n)).toThrow(OtcError);
  });
});
