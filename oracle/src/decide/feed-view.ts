import { CalendarError } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { readFeed, type FeedState } from '../chain/feed.js';
import { Rpc } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Adapters } from '../sources/adapters.js';
import { BackfillStore } from '../storage/backfills.js';
import { FeedStore, type FeedRow } from '../storage/feeds.js';
import { Policies, type FeedPolicy } from './policy.js';
import { expected } from './staleness.js';

/** A feed for people: how it stands and every limit that it is held to. */
@Injectable()
export class FeedView {
  constructor(
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly policies: Policies,
    private readonly adapters: Adapters,
    private readonly feeds: FeedStore,
    private readonly backfills: BackfillStore,
  ) {}

  /** Null where no such feed is listed. @throws RpcUnreachable */
  async of(address: string) {
    const row = (await this.feeds.all()).find((one) => one.address === address);
    if (!row) return null;
    const state = await readFeed(this.rpc, address);
    const policy = this.policies.of(row, row.kind);
    return {
      ...row,
      expectedDate: this.expectedDate(policy),
      onChain: onChain(state),
      policy: { ...planned(policy), ...this.fromSources(row) },
      backfill: await this.backfills.open(address),
    };
  }

  /** Who has to agree is said where the sources are. */
  private fromSources(row: FeedRow) {
    const adapter = this.adapters.find(row);
    const tolerance = adapter?.tolerance[row.kind];
    return {
      quorum: adapter?.quorum?.[row.kind] ?? null,
      tolerance: tolerance && { bps: tolerance.bps.toString(), seconds: tolerance.seconds },
    };
  }

  private expectedDate(policy: FeedPolicy): string | null {
    try {
      return expected(policy, this.clock.now());
    } catch (error) {
      if (error instanceof CalendarError) return null;
      throw error;
    }
  }
}

const text = (value: bigint | null) => value?.toString() ?? null;
const finite = (seconds: number) => (Number.isFinite(seconds) ? seconds : null);

function planned({ schedule, ...policy }: FeedPolicy) {
  return {
    ...policy,
    deviationBps: policy.deviationBps.toString(),
    maxDeviationBps: text(policy.maxDeviationBps),
    dailyDeviationBps: text(policy.dailyDeviationBps),
    min: text(policy.min),
    max: text(policy.max),
    schedule: schedule && { name: schedule.name, dueMinutes: schedule.dueMinutes },
  };
}

function onChain({ last, limits, parked, paused }: FeedState) {
  return {
    paused,
    last: last && { ...last, answer: last.answer.toString() },
    parked: parked && { ...parked, answer: parked.answer.toString() },
    limits: {
      minInterval: limits.minIntervalSeconds,
      maxValuationAge: finite(limits.maxValuationAgeSeconds),
      publicationStaleness: finite(limits.publicationStaleness),
      valuationStaleness: finite(limits.valuationStaleness),
      maxDeviationBps: text(limits.maxDeviationBps),
      dailyDeviationBps: text(limits.dailyDeviationBps),
      alwaysApprove: limits.alwaysApprove,
      min: limits.minAnswer.toString(),
      max: limits.maxAnswer.toString(),
    },
  };
}
