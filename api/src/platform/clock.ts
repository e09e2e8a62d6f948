/** Lengths of time, milliseconds. */
export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/**
 * Domain time: KYC expiry, windows, cut-offs, record dates, staleness. The wall clock in
 * production; in the demo it follows the local chain, so that a year can be lived in a minute.
 * Sessions and rate limits use `Date.now()` and stay on the wall.
 */
export abstract class Clock {
  abstract now(): Date;

  /** Told of each chain head the ledger sees (Unix seconds). */
  abstract observe(blockTimestamp: number): void;
}

/** The wall clock; knows how far the chain's parts from it. */
export class WallClock extends Clock {
  /** Chain minus wall, seconds, at the last head seen. */
  driftSeconds = 0;

  now(): Date {
    return new Date();
  }

  observe(blockTimestamp: number): void {
    this.driftSeconds = blockTimestamp - Math.floor(Date.now() / 1000);
  }
}

/** The local chain's clock: the newest head's time, running on at wall speed since it was seen. */
export class ChainClock extends Clock {
  private offsetMs: number;

  constructor(blockTimestamp: number) {
    super();
    this.offsetMs = blockTimestamp * 1000 - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.offsetMs);
  }

  /** Blocks only push forward: between blocks our reading runs ahead of the last head's time. */
  observe(blockTimestamp: number): void {
    this.offsetMs = Math.max(this.offsetMs, blockTimestamp * 1000 - Date.now());
  }
}
