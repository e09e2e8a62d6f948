import { expect, it } from '@jest/globals';
import { PATIENCE_MS, waitMs } from './backoff.js';

it('waits from seconds to six hours between attempts, over more than three days', () => {
  expect(waitMs(1, 0)).toBe(5_000);
  expect(waitMs(1, 0.999)).toBeGreaterThan(2_500);
  expect(waitMs(500, 0)).toBe(6 * 3_600_000);
  const waits = Array.from({ length: 40 }, (_, i) => waitMs(i + 1, 0.5));
  let [attempts, waited] = [0, 0];
  while (waited < PATIENCE_MS) waited += waits[attempts++] ?? Infinity;
  expect(attempts).toBeGreaterThan(15);
  expect(attempts).toBeLessThan(35);
});
