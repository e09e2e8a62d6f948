import { expect, it } from '@jest/globals';
import { FeeTooHigh, feesFor, withMargin } from './fees.js';

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
