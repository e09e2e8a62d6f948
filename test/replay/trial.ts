import { formatDecimal } from '@cadastre/core';
import { beyondBreaker, type Point } from '../model/breaker.ts';
import type { ReplayChain } from './chain.ts';
import type { Outcome } from './outcome.ts';

/** The node answers a send before its block is there: a beat or two more see it. */
const BEATS = 200;

export interface Subject {
  chain: ReplayChain;
  /** One beat of the oracle that leads. */
  beat: () => Promise<void>;
  feed: string;
  breakerBps: bigint;
}

/** Steps through a series of expected answers, and collects every way in which the feed is not as it has to be. */
export class Trial {
  private readonly began = performance.now();
  private readonly subject: Subject;
  private readonly expected: Point[] = [];
  private readonly parked: string[] = [];
  private readonly violations: string[] = [];
  private steps = 0;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  /**
   * A step on which the feed must get a new round with this answer; what is parked on the way is approved.
   * @returns whether the round came: without it nothing after it can be judged
   */
  async due(point: Point): Promise<boolean> {
    this.steps += 1;
    this.expected.push(point);
    if (!(await this.roundCame(point))) {
      this.violations.push(`${point.when}: no round`);
      return false;
    }
    await this.compare(point.when);
    return true;
  }

  /** A step on which nothing may be published. */
  async quiet(when: string): Promise<void> {
    this.steps += 1;
    await this.subject.beat();
    await this.compare(when);
  }

  /** Something else that is not as it has to be. */
  violated(what: string): void {
    this.violations.push(what);
  }

  /** How far it is, for people. */
  get progress(): string {
    const { length } = this.expected;
    const answer = formatDecimal(this.expected.at(-1)?.value ?? 0n, 6);
    return `${length} rounds, the last ${answer}, ${this.parked.length} parked`;
  }

  /**
   * Reads the whole history as any consumer would, and compares it and what was parked with the model.
   * @param timeOf valuation time of a point, Unix seconds
   */
  async end(name: string, timeOf: (when: string) => number): Promise<Outcome> {
    const { chain, feed, breakerBps } = this.subject;
    const { round: last } = await chain.latest(feed);
    for (let number = 1; number <= last; number += 1) {
      const { answer, valuationTime } = await chain.round(feed, number);
      const point = this.expected[number - 1];
      if (!point || answer !== point.value || valuationTime !== timeOf(point.when)) {
        this.violations.push(
          `round ${number}: ${answer} of ${valuationTime}, expected ${point?.value} of ${point?.when}`,
        );
      }
    }
    const must = beyondBreaker(this.expected, breakerBps).map(({ when }) => when);
    if (must.join() !== this.parked.join()) {
      this.violations.push(`parked: ${this.parked.join(', ')}; by the model: ${must.join(', ')}`);
    }
    const { steps, parked, violations } = this;
    const seconds = (performance.now() - this.began) / 1000;
    return { name, rounds: last, steps, parked, breakerBps, seconds, violations };
  }

  private async roundCame({ when, value }: Point): Promise<boolean> {
    const { chain, beat, feed } = this.subject;
    for (let beats = 0; beats < BEATS; beats += 1) {
      await beat();
      const waiting = await chain.parked(feed);
      if (waiting) {
        this.parked.push(when);
        if (waiting.answer !== value) {
          this.violations.push(`${when}: ${waiting.answer} was parked, the model has ${value}`);
        }
        await chain.approve(feed, waiting.digest, 'the official figures moved so far');
      }
      if ((await chain.latest(feed)).round >= this.expected.length) return true;
    }
    return false;
  }

  private async compare(when: string): Promise<void> {
    const { round, answer } = await this.subject.chain.latest(this.subject.feed);
    const expected = this.expected.at(-1);
    if (round !== this.expected.length || (expected && answer !== expected.value)) {
      this.violations.push(
        `${when}: round ${round} says ${answer}, expected round ${this.expected.length} of ${expected?.value}`,
      );
    }
  }
}
