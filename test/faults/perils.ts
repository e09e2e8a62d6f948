import type { KillPoint } from './plan.ts';

interface Armed extends KillPoint {
  left: number;
  downMs: number;
}

/** What waits for whichever worker comes by: the one that makes the n-th call, or sends next. */
export class Perils {
  /** So many sends are carried out and their answer never comes; the line breaks after `breakMs`. */
  unansweredSends = 0;
  breakMs = 0;
  /** So many sends are handed over twice. */
  doubledSends = 0;
  /** The next send waits so long, so that a later one overtakes it. */
  holdNextSendMs = 0;
  /** Index of the worker that sent last. */
  lastSender = 0;
  private armed: Armed[] = [];

  /** The process that makes the n-th call from now on ends, and is started again later. */
  arm(point: KillPoint, downMs: number): void {
    this.armed.push({ ...point, left: point.call, downMs });
  }

  /** Counts a call. @returns the kill whose turn it is */
  pass(door: KillPoint['door']): { when: KillPoint['when']; downMs: number } | null {
    for (const one of this.armed) if (one.door === door) one.left -= 1;
    const due = this.armed.find((one) => one.left <= 0);
    if (!due) return null;
    this.armed = this.armed.filter((one) => one !== due);
    return due;
  }

  calm(): void {
    this.armed = [];
    this.unansweredSends = 0;
    this.doubledSends = 0;
    this.holdNextSendMs = 0;
  }
}
