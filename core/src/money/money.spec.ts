import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codeOf } from '../testing/files.js';
import { formatDecimal, parseBaseUnits, parseDecimal, rescale } from './decimal.js';
import { abs, divide, integerSqrt, mulDiv, type Rounding } from './mul-div.js';

const big = (bits = 200) => fc.bigInt({ min: -(2n ** BigInt(bits)), max: 2n ** BigInt(bits) });
const nonZero = () => big().filter((n) => n !== 0n);
const ROUNDINGS: Rounding[] = ['floor', 'ceil', 'halfUp', 'halfEven'];

describe('reading amounts', () => {
  it.each([
    ['0', 2, 0n],
    ['12.5', 2, 1250n],
    ['12.50', 2, 1250n],
    ['0.000001', 6, 1n],
    ['9'.repeat(78), 0, BigInt('9'.repeat(78))],
  ])('reads %s at %i decimals', (text, scale, value) => {
    expect(parseDecimal(text, { scale })).toBe(value);
  });

  it.each([
    [12.5, 'amount_not_text'],
    [null, 'amount_not_text'],
    [{}, 'amount_not_text'],
    ['', 'amount_empty'],
    ['1e3', 'amount_exponent'],
    ['1.5E-7', 'amount_exponent'],
    ['NaN', 'amount_not_finite'],
    ['-Infinity', 'amount_not_finite'],
    ['-1', 'amount_negative'],
    ['-0', 'amount_negative'],
    ['+1', 'amount_malformed'],
    [' 1', 'amount_malformed'],
    ['1 ', 'amount_malformed'],
    ['1,000', 'amount_malformed'],
    ['01', 'amount_malformed'],
    ['.5', 'amount_malformed'],
    ['5.', 'amount_malformed'],
    ['0x10', 'amount_malformed'],
    ['١', 'amount_malformed'],
    ['1.005', 'amount_too_many_decimals'],
    ['1' + '0'.repeat(76), 'amount_too_large'],
    ['9'.repeat(10_000), 'amount_too_large'],
  ])('refuses %j with %s', (text, code) => {
    expect(codeOf(() => parseDecimal(text, { scale: 2 }))).toBe(code);
  });

  it('names the field and what to do', () => {
    expect(() => parseDecimal('1.005', { scale: 2, field: 'considerationCents' })).toThrow(
      'considerationCents takes at most 2 decimals: got 3 in "1.005".',
    );
    expect(() => parseBaseUnits('1.5', { field: 'amountBaseUnits' })).toThrow(
      'amountBaseUnits must be a whole number: got "1.5".',
    );
  });

  it('takes a minus sign only where it is allowed', () => {
    expect(parseDecimal('-1.25', { scale: 2, allowNegative: true })).toBe(-125n);
  });

  it('reads back every amount it writes', () => {
    fc.assert(
      fc.property(big(), fc.integer({ min: 0, max: 40 }), (value, scale) => {
        const text = formatDecimal(value, scale);
        expect(parseDecimal(text, { scale, allowNegative: true })).toBe(value);
      }),
    );
  });

  it('writes for people with separators and without needless zeros', () => {
    expect(formatDecimal(123456789050n, 4, { group: ',', minDecimals: 2 })).toBe('12,345,678.905');
    expect(formatDecimal(-5n, 2)).toBe('-0.05');
    expect(formatDecimal(1_000_000n, 6, { minDecimals: 0 })).toBe('1');
  });
});

describe('rounding', () => {
  it.each([
    [7n, 2n, [3n, 4n, 4n, 4n]],
    [5n, 2n, [2n, 3n, 3n, 2n]],
    [-5n, 2n, [-3n, -2n, -3n, -2n]],
    [-7n, 2n, [-4n, -3n, -4n, -4n]],
    [1n, 3n, [0n, 1n, 0n, 0n]],
    [-1n, 3n, [-1n, 0n, 0n, 0n]],
    [6n, -3n, [-2n, -2n, -2n, -2n]],
  ])('%s / %s is rounded as its name says', (n, d, expected) => {
    expect(ROUNDINGS.map((rounding) => divide(n, d, rounding))).toEqual(expected);
  });

  it('is the nearest whole number below, above or beside the exact quotient', () => {
    fc.assert(
      fc.property(big(), big(), nonZero(), (a, b, d) => {
        const sign = d < 0n ? -1n : 1n;
        const distance = (q: bigint) => (a * b - q * d) * sign;
        const size = abs(d);
        const floor = mulDiv(a, b, d, 'floor');
        const ceil = mulDiv(a, b, d, 'ceil');
        expect(distance(floor) >= 0n && distance(floor) < size).toBe(true);
        expect(distance(ceil) <= 0n && distance(ceil) > -size).toBe(true);
        for (const rounding of ['halfUp', 'halfEven'] as const) {
          expect(2n * abs(distance(mulDiv(a, b, d, rounding))) <= size).toBe(true);
        }
      }),
    );
  });

  it('refuses to divide by zero', () => {
    expect(codeOf(() => mulDiv(1n, 1n, 0n, 'floor'))).toBe('division_by_zero');
  });

  it('finds integer square roots', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 400n }), (value) => {
        const root = integerSqrt(value);
        expect(root * root <= value && (root + 1n) * (root + 1n) > value).toBe(true);
      }),
    );
    expect(codeOf(() => integerSqrt(-1n))).toBe('square_root_of_negative');
  });

  it('loses nothing going to more decimals and back', () => {
    fc.assert(
      fc.property(
        big(),
        fc.integer({ min: 0, max: 18 }),
        fc.integer({ min: 0, max: 18 }),
        (v, a, b) => {
          expect(rescale(rescale(v, a, a + b, 'floor'), a + b, a, 'floor')).toBe(v);
        },
      ),
    );
    expect(rescale(199n, 2, 0, 'floor')).toBe(1n);
  });
});
