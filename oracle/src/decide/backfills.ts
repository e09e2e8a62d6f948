import { CalendarError, newYorkDate, newYorkTime, type IsoDate } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { FeedStates } from '../chain/feed-states.js';
import { Clock } from '../platform/clock.js';
import { Refusal } from '../platform/refusal.js';
import { FEED_KINDS, type FeedKind } from '../sources/adapter.js';
import { Adapters } from '../sources/adapters.js';
import { BackfillStore, type BackfillRow } from '../storage/backfills.js';
import type { ListedAsset } from '../storage/feeds.js';
import type { ProposedRound } from '../storage/reports.js';
import { FeedDecision } from './feed-decision.js';
import { nextMissedDay } from './missed-days.js';
import { Policies } from './policy.js';

/** Only a NAV is of a day: reserves are counted when they are counted. */
const KIND: FeedKind = 'nav';

/** The open range of each feed that has one, by its address. */
export type OpenBackfills = ReadonlyMap<string, BackfillRow>;

/**
 * Publishes days that were missed, in order, one round for each business day. What was asked for is kept,
 * and how far it got is the feed's newest round on-chain: a process may die at any point.
 */
@Injectable()
export class Backfills {
  constructor(
    private readonly clock: Clock,
    private readonly states: FeedStates,
    private readonly adapters: Adapters,
    private readonly policies: Policies,
    private readonly store: BackfillStore,
    private readonly decision: FeedDecision,
  ) {}

  /** What is asked for now. */
  async open(): Promise<OpenBackfills> {
    return this.store.allOpen();
  }

  /** The kinds of an asset's feeds that are published as of now: all that catch up with no range. */
  current(asset: ListedAsset, all: OpenBackfills): readonly FeedKind[] {
    return all.has(asset.feeds[KIND]) ? FEED_KINDS.filter((kind) => kind !== KIND) : FEED_KINDS;
  }

  /** The round of the next missed day that was asked for, if it is to be proposed now. @throws RpcUnreachable */
  async rounds(asset: ListedAsset, all: OpenBackfills, epoch: number): Promise<ProposedRound[]> {
    const open = all.get(asset.feeds[KIND]);
    if (!open) return [];
    try {
      const day = await this.nextDay(asset, open);
      return day === null ? [] : await this.publish(asset, open, day, epoch);
    } catch (error) {
      if (error instanceof CalendarError) {
        await this.store.note(open.id, 'cancelled', error.message);
        return [];
      }
      if (!(error instanceof Refusal)) throw error;
      await this.store.note(open.id, 'open', `${error.code}: ${error.message}`);
      await this.decision.refuse(asset, error, [KIND]);
      return [];
    }
  }

  /** Null once there is none, or none any more: then the range is closed with the reason. */
  private async nextDay(asset: ListedAsset, open: BackfillRow): Promise<IsoDate | null> {
    const { last } = await this.states.of(asset.feeds[KIND]);
    const day = nextMissedDay(this.policies.of(asset, KIND), last);
    if (day === null) {
      await this.store.note(open.id, 'cancelled', 'The feed has no round or no schedule.');
      return null;
    }
    if (day > open.lastDay) {
      await this.store.note(open.id, 'done', null);
      return null;
    }
    if (day < open.firstDay) {
      const reason = `The feed's next day is ${day}: begin there, or a gap would stay for ever.`;
      await this.store.note(open.id, 'cancelled', reason);
      return null;
    }
    return day;
  }

  private async publish(
    asset: ListedAsset,
    open: BackfillRow,
    day: IsoDate,
    epoch: number,
  ): Promise<ProposedRound[]> {
    const { schedule } = this.policies.of(asset, KIND);
    const due = schedule?.dueMinutes ?? 0;
    const asOf = newYorkTime(day, Math.floor(due / 60), due % 60);
    if (asOf > this.clock.now()) {
      await this.store.note(open.id, 'open', `The value of ${day} is not due yet.`);
      return [];
    }
    const derivation = await this.adapters.for(asset).derive(asset, asOf);
    const found = newYorkDate(derivation.readings[KIND].valuationTime);
    if (found !== day) {
      throw new Refusal(
        'NO_VALUE_OF_DAY',
        `There is no value of ${day}: the newest is of ${found}.`,
      );
    }
    const kinds = [KIND];
    const rounds = await this.decision.rounds(asset, derivation, epoch, { kinds, missedDay: true });
    await this.store.note(open.id, 'open', rounds.length > 0 ? null : `${day} is held back.`);
    return rounds;
  }
}
