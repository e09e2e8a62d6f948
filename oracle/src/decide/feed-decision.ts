import { Injectable, Logger } from '@nestjs/common';
import { readFeed, type FeedState } from '../chain/feed.js';
import { Rpc } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { logLine } from '../platform/logger.js';
import type { Refusal } from '../platform/refusal.js';
import { FEED_KINDS, type Derivation, type FeedKind } from '../sources/adapter.js';
import { Archive, type KeptDecision } from '../storage/archive.js';
import { FeedStore, type FeedStatus, type ListedAsset } from '../storage/feeds.js';
import { ReportStore, type ProposedRound } from '../storage/reports.js';
import { decide, PUBLICATION } from './decide.js';

/** A report that is not delivered within this time is void, and its rounds are derived anew. */
const REPORT_LIFETIME_SECONDS = 300;

type Outcome = Omit<KeptDecision, 'feed' | 'round'> & { status: FeedStatus };

/** What becomes of an asset's feeds now: each decision is kept with its reason, whatever it is. */
@Injectable()
export class FeedDecision {
  private readonly logger = new Logger('decide');

  constructor(
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly archive: Archive,
    private readonly feeds: FeedStore,
    private readonly reports: ReportStore,
  ) {}

  /**
   * The rounds of an asset that are to be proposed, from one valuation that is kept.
   * @throws RpcUnreachable
   */
  async rounds(
    asset: ListedAsset,
    derivation: Derivation,
    epoch: number,
  ): Promise<ProposedRound[]> {
    const valuationId = await this.archive.keepValuation(derivation, this.clock.date());
    const rounds: ProposedRound[] = [];
    for (const kind of FEED_KINDS) {
      const round = await this.round(asset, kind, derivation, valuationId, epoch);
      if (round) rounds.push(round);
    }
    return rounds;
  }

  /** Keeps why an asset has no value now; its feeds show the reason. @throws RpcUnreachable */
  async refuse(asset: ListedAsset, refusal: Refusal): Promise<void> {
    await this.archive.keepRefusal(asset, refusal, this.clock.date());
    for (const kind of FEED_KINDS) {
      const feed = asset.feeds[kind];
      const { last } = await readFeed(this.rpc, feed);
      await this.record(feed, (last?.round ?? 0) + 1, {
        action: 'refuse',
        code: refusal.code,
        reason: refusal.message,
        status: statusOf(refusal.code),
        value: null,
        valuationId: null,
      });
    }
  }

  private async round(
    asset: ListedAsset,
    kind: FeedKind,
    derivation: Derivation,
    valuationId: string,
    epoch: number,
  ): Promise<ProposedRound | null> {
    const feed = asset.feeds[kind];
    const reading = derivation.readings[kind];
    const state = await readFeed(this.rpc, feed);
    if (state.last) await this.reports.approved(feed, state.last);
    const round = (state.last?.round ?? 0) + 1;
    const now = this.clock.now();
    const about = { value: reading.value, valuationId };
    const held = await this.heldOnChain(feed, round, state, derivation, kind);
    if (held) {
      await this.record(feed, round, { action: 'hold', ...held, ...about });
      return null;
    }
    const decision = decide({
      reading,
      last: state.last,
      policy: PUBLICATION[kind],
      limits: state.limits,
      now,
    });
    const status = decision.action === 'refuse' ? 'REFUSED' : state.last ? 'OK' : 'WAITING';
    await this.record(feed, round, { ...decision, status, ...about });
    if (decision.action !== 'publish') return null;
    return {
      valuationId,
      report: {
        feed,
        epoch,
        round,
        answer: reading.value,
        valuationTime: reading.valuationTime,
        expiry: now + REPORT_LIFETIME_SECONDS,
      },
    };
  }

  /** What people on-chain have to do before a report makes sense. */
  private async heldOnChain(
    feed: string,
    round: number,
    state: FeedState,
    derivation: Derivation,
    kind: FeedKind,
  ): Promise<{ code: string; reason: string; status: FeedStatus } | null> {
    if (state.paused) {
      return { code: 'PAUSED', reason: 'The feed is paused on-chain.', status: 'PAUSED' };
    }
    const waiting = state.parked;
    if (waiting && this.clock.now() <= waiting.approvableUntil) {
      const reason = `Report ${waiting.digest} waits for two approvals.`;
      return { code: 'PARKED', reason, status: 'PARKED' };
    }
    const { value, valuationTime } = derivation.readings[kind];
    if (!waiting && (await this.reports.wasParked(feed, round, value, valuationTime))) {
      const reason = 'This value was parked and rejected: it takes another valuation.';
      return { code: 'REJECTED', reason, status: 'REFUSED' };
    }
    return null;
  }

  private async record(feed: string, round: number, what: Outcome): Promise<boolean> {
    const { status, ...decision } = what;
    const now = this.clock.date();
    await this.feeds.setStatus(feed, status, `${what.code}: ${what.reason}`, now);
    const isNew = await this.archive.keepDecision({ feed, round, ...decision }, now);
    if (!isNew) return false;
    const { action, code, reason } = what;
    const line = logLine('decided', { feed, round, action, code, reason });
    if (action === 'refuse') this.logger.warn(line);
    else this.logger.log(line);
    return true;
  }
}

function statusOf(code: string): FeedStatus {
  if (code === 'STALE' || code === 'STATEMENT_STALE') return 'STALE';
  return code === 'SOURCE_UNREACHABLE' ? 'UNREACHABLE' : 'REFUSED';
}
