import { describe, expect, it } from '@jest/globals';
import { readAmount } from './typed-amount.js';

const english = { scale: 6, decimal: '.', unit: 'USDC' } as const;
const german = { scale: 6, decimal: ',', unit: 'USDC' } as const;
const base = (text: string, rules: Parameters<typeof readAmount>[1] = english) => {
  const read = readAmount(text, rules);
  return 'base' in read ? read.base : read.problem;
};

describe('an amount as people type and paste it', () => {
  it.each([
    ['1234.56', 1_234_560_000n],
    ['1,234.56', 1_234_560_000n],
    ['1.234,56', 1_234_560_000n],
    ['1 234,56', 1_234_560_000n],
    ['1\u202f234\u00a0567.5', 1_234_567_500_000n],
    ["1'234’567.00", 1_234_567_000_000n],
    ['1.234.567', 1_234_567_000_000n],
    ['1,234,567.891', 1_234_567_891_000n],
    ['１２３４．５６', 1_234_560_000n],
    ['1２,５', 12_500_000n],
    [' $ 25,000.00 ', 25_000_000_000n],
    ['25,000 usdc', 25_000_000_000n],
    ['0', 0n],
    ['.5', 500_000n],
    ['0.000001', 1n],
    ['12.', 12_000_000n],
  ])('%s', (text, meant) => expect(base(text)).toBe(meant));

  it('lets the language decide what one separator before three digits means', () => {
    expect(base('1.234')).toBe(1_234_000n);
    expect(base('1.234', german)).toBe(1_234_000_000n);
    expect(base('1,234')).toBe(1_234_000_000n);
    expect(base('1,234', german)).toBe(1_234_000n);
    expect(base('0.500', german)).toBe(500_000n);
  });

  it.each([
    ['', 'Write an amount.'],
    ['  ', 'Write an amount.'],
    ['USDC', 'Write an amount.'],
    ['1e6', 'Write the number out: an exponent is not taken.'],
    ['1.5E+3', 'Write the number out: an exponent is not taken.'],
    ['-5', 'The amount cannot be negative.'],
    ['−5', 'The amount cannot be negative.'],
    ['0x10', 'Write digits only, such as 1234.56.'],
    ['12a', 'Write digits only, such as 1234.56.'],
    ['.', 'Write digits only, such as 1234.56.'],
    ['٣', 'Write digits only, such as 1234.56.'],
    ['1,23,456', 'The thousands are not in groups of three: write 1234.56.'],
    ['12,34.56', 'The thousands are not in groups of three: write 1234.56.'],
    ['1.234.56', 'The thousands are not in groups of three: write 1234.56.'],
    ['1,234.5.6', 'The thousands are not in groups of three: write 1234.56.'],
    ['1.2345678', 'At most 6 decimals are taken.'],
    ['1'.repeat(61), 'The amount is too large.'],
  ])('refuses "%s": %s', (text, problem) => expect(base(text)).toBe(problem));

  it('takes no other money’s sign for its own: euros are no dollars, and neither are shares', () => {
    const digitsOnly = 'Write digits only, such as 1234.56.';
    expect(base('€ 100')).toBe(digitsOnly);
    expect(base('100 €', { ...german, unit: 'EURC' })).toBe(100_000_000n);
    expect(base('$100', { ...english, unit: 'EURC' })).toBe(digitsOnly);
    expect(base('$100', { ...english, unit: 'HSTB' })).toBe(digitsOnly);
  });

  it('says what to write where thousands were taken for decimals', () => {
    const cents = { scale: 2, decimal: '.' } as const;
    expect(base('1.234', cents)).toBe(
      'At most 2 decimals are taken. If you mean 1234, write that.',
    );
    expect(base('2.5', { ...cents, scale: 0 })).toBe('Whole numbers only.');
  });
});
