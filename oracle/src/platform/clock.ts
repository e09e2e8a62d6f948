/**
 * Domain time in Unix seconds: staleness, heartbeats, expiry. The wall clock in production; in the demo
 * it follows the local chain, so that a year can be lived in a minute.
 */
export abstract class Clock {
  abstract now(): number;

  /** Told of the time of each block that is seen. */
  abstract observe(blockTime: number): void;

  /** Domain time as a Date, for storage. */
  date(): Date {
    return new Date(this.now() * 1000);
  }
}

/** The wall clock; knows how far the chain's parts from it. */
export class WallClock extends Clock {
  driftSeconds = 0;

  now(): number {
    return Math.floor(Date.now() / 1000);
  }

  observe(blockTime: number): void {
    this.driftSeconds = blockTime - this.now();
  }
}

/** The chain's clock: the newest block's time, running on at wall speed since it was seen. */
export class ChainClock extends Clock {
  private offsetMs: number | null = null;

  now(): number {
    return Math.floor((Date.now() + (this.offsetMs ?? 0)) / 1000);
  }

  /** Blocks only push forward: between two of them this clock runs ahead of the older. */
  observe(blockTime: number): void {
    const offset = blockTime * 1000 - Date.now();
    this.offsetMs = this.offsetMs === null ? offset : Math.max(this.offsetMs, offset);
  }
}
