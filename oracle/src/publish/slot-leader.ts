import { Injectable } from '@nestjs/common';
import { Committee } from '../chain/committee.js';
import { FeedStates } from '../chain/feed-states.js';
import type { LastRound } from '../decide/decide.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { NodeKey } from '../platform/keys.js';
import type { Report } from '../report/report.js';
import { Leader } from './leader.js';

/**
 * Which member leads the round after `last`: the next in the committee's order for each round, and the next again
 * whenever a slot has passed without a round. Everybody computes the same from the chain.
 * @param members how many signers the committee has
 * @param now Unix seconds
 * @returns place in the committee's order
 */
export function slotLeader(
  last: LastRound | null,
  now: number,
  slotSeconds: number,
  members: number,
): number {
  const slots = Math.floor(Math.max(0, now - (last?.updatedAt ?? 0)) / slotSeconds);
  return ((last?.round ?? 0) + 1 + slots) % members;
}

/**
 * Where each node has a database of its own: by on-chain round and time. Two nodes whose clocks differ may both think
 * they lead for a moment; the promises of the others, and the round on-chain, let one report through.
 */
@Injectable()
export class SlotLeader extends Leader {
  private signers: readonly string[] = [];
  readonly asksForPromises = true;
  /** Nobody else writes into this database. */
  readonly term = '';

  constructor(
    private readonly config: Config,
    private readonly key: NodeKey,
    private readonly clock: Clock,
    private readonly states: FeedStates,
    private readonly committee: Committee,
  ) {
    super();
  }

  /** Every member leads some feed's next round. */
  get leading(): boolean {
    return this.signers.includes(this.key.address);
  }

  async lead(): Promise<boolean> {
    this.signers = (await this.committee.state()).signers;
    return this.leading;
  }

  async leadsFeed(feed: string): Promise<boolean> {
    const { last } = await this.states.of(feed);
    return this.leadsAfter(last, this.clock.now());
  }

  /** A slot that ends while signatures come in does not undo them: one more slot is given to send. */
  async maySend(reports: readonly Report[]): Promise<boolean> {
    if (!(await this.lead())) return false;
    await this.states.follow();
    const states = await Promise.all(reports.map(({ feed }) => this.states.of(feed)));
    const now = this.clock.now();
    const before = now - this.config.env.ORACLE_SLOT_SECONDS;
    return states.every(({ last }) => this.leadsAfter(last, now) || this.leadsAfter(last, before));
  }

  /** Its slot passes anyway. */
  stumbled(): void {}

  stands(): void {}

  /** Nothing to fence: see `term`. */
  async fence(): Promise<void> {}

  private leadsAfter(last: LastRound | null, now: number): boolean {
    const { ORACLE_SLOT_SECONDS: slot } = this.config.env;
    return this.signers[slotLeader(last, now, slot, this.signers.length)] === this.key.address;
  }
}
