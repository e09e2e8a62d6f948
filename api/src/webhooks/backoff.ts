import { DAY_MS } from '../platform/clock.js';

const FIRST_MS = 5_000;
const LONGEST_MS = 6 * 3_600_000;
/** An endpoint that has failed for so long is disabled. */
export const PATIENCE_MS = 3 * DAY_MS;

/**
 * How long to wait after so many failures in a row (from 1): doubled each time from 5 s to 6 h, of
 * which a random part of up to a half is left out, so that not everybody comes back at once.
 * @param random from 0 (inclusive) to 1
 */
export function waitMs(failures: number, random: number): number {
  const whole = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 30));
  return Math.round(whole * (1 - random / 2));
}
