import { expect, it } from '@jest/globals';
import { FeeTooHigh, feesFor, replacementFees, withMargin } from './fees.js';

const GWEI = 1_000_000_000n;

it('leaves room for the base fee to double', () => {
  expect(feesFor(10n * GWEI, 2n * GWEI, 200)).toEqual({
    maxFeePerGas: 22n * GWEI,
    maxPriorityFeePerGas: 2n * GWEI,
  });
});

it('never offers more than the cap', () => {
  expect(feesFor(150n * GWEI, 2n * GWEI, 200).maxFeePerGas).toBe(200n * GWEI);
});

it('waits rather than pay more than the cap', () => {
  expect(() => feesFor(199n * GWEI, 2n * GWEI, 200)).toThrow(FeeTooHigh);
});

it('allows a quarter more gas than the estimate', () => {
  expect(withMargin(100_000n)).toBe(125_000n);
});

it('replaces for an eighth more in both fields, rounded up', () => {
  const former = { maxFeePerGas: 1_000_000_001n, maxPriorityFeePerGas: 9n };
  const quote = { maxFeePerGas: 5n, maxPriorityFeePerGas: 1n };
  expect(replacementFees(former, quote, 200)).toEqual({
    maxFeePerGas: 1_125_000_002n,
    maxPriorityFeePerGas: 11n,
  });
});

it('replaces for the present quote where that is more', () => {
  const former = { maxFeePerGas: 8n * GWEI, maxPriorityFeePerGas: GWEI };
  const quote = { maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: 2n * GWEI };
  expect(replacementFees(former, quote, 200)).toEqual(quote);
});

it('never replaces above the cap', () => {
  const former = { maxFeePerGas: 180n * GWEI, maxPriorityFeePerGas: GWEI };
  expect(replacementFees(former, former, 200)).toBeInstanceOf(FeeTooHigh);
});
