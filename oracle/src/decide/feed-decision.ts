import { Injectable, Logger } from '@nestjs/common';
import { answerAt, readFeed, type FeedState } from '../chain/feed.js';
import { Rpc } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import type { Refusal } from '../platform/refusal.js';
import { FEED_KINDS, type Derivation, type FeedKind, type Reading } from '../sources/adapter.js';
import { Archive, type KeptDecision } from '../storage/archive.js';
import { FeedStore, type FeedStatus, type ListedAsset } from '../storage/feeds.js';
import { ReportStore, type ProposedRound } from '../storage/reports.js';
import { decide, type LastRound } from './decide.js';
import { Policies, type FeedPolicy } from './policy.js';
import { staleness, type Staleness } from './staleness.js';

/** A report that is not delivered within this time is void, and its rounds are derived anew. */
const REPORT_LIFETIME_SECONDS = 300;
const DAY_SECONDS = 86_400;
/** What is decided of a feed in the same words is written down again only so often. */
const SAME_WORDS_SECONDS = 10;

type Outcome = Omit<KeptDecision, 'feed' | 'round' | 'corrects'> & {
  status: FeedStatus;
  corrects?: number | null;
};

/** One feed, and what was found for it. */
interface Found {
  asset: ListedAsset;
  kind: FeedKind;
  reading: Reading;
  valuationId: string;
  epoch: number;
  missedDay: boolean;
}

/** The last words about a feed, and when they were written down: Unix seconds. */
interface Told {
  words: string;
  at: number;
}

/** What becomes of an asset's feeds now: each decision is kept with its reason, whatever it is. */
@Injectable()
export class FeedDecision {
  private readonly logger = new Logger('decide');
  private readonly told = new Map<string, Told>();
  /** Newest round of each feed that was compared with what had been parked. */
  private readonly compared = new Map<string, number>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly policies: Policies,
    private readonly archive: Archive,
    private readonly feeds: FeedStore,
    private readonly reports: ReportStore,
  ) {}

  /**
   * The rounds of an asset that are to be proposed, from one valuation that is kept.
   * @param kinds which of its feeds are asked
   * @param missedDay whether the valuation is of a day that was missed
   * @throws RpcUnreachable
   */
  async rounds(
    asset: ListedAsset,
    derivation: Derivation,
    epoch: number,
    {
      kinds = FEED_KINDS,
      missedDay = false,
    }: { kinds?: readonly FeedKind[]; missedDay?: boolean } = {},
  ): Promise<ProposedRound[]> {
    const now = this.clock.date();
    const valuationId = await this.archive.keepValuation(derivation, now);
    for (const refusal of derivation.refused ?? []) await this.archive.quarantine(refusal, now);
    const rounds: ProposedRound[] = [];
    for (const kind of kinds) {
      const reading = derivation.readings[kind];
      const found = { asset, kind, reading, valuationId, epoch, missedDay };
      const round = await this.round(found);
      if (round) rounds.push(round);
    }
    return rounds;
  }

  /** Keeps why an asset has no value now; its feeds show the reason. @throws RpcUnreachable */
  async refuse(
    asset: ListedAsset,
    refusal: Refusal,
    kinds: readonly FeedKind[] = FEED_KINDS,
  ): Promise<void> {
    for (const kind of kinds) {
      const feed = asset.feeds[kind];
      const { last, limits } = await readFeed(this.rpc, feed);
      await this.record(
        feed,
        (last?.round ?? 0) + 1,
        {
          action: 'refuse',
          code: refusal.code,
          reason: refusal.message,
          status: statusOf(refusal.code),
          value: null,
          valuationId: null,
        },
        staleness(last, this.policies.of(asset, kind), limits, this.clock.now()),
      );
    }
    await this.archive.quarantine(refusal, this.clock.date());
    await this.archive.keepFailures(asset, refusal, kinds, this.clock.date());
  }

  private async round(found: Found): Promise<ProposedRound | null> {
    const { asset, kind, reading, valuationId, epoch } = found;
    const feed = asset.feeds[kind];
    const state = await readFeed(this.rpc, feed);
    if (state.last) await this.compareWithParked(feed, state.last);
    const round = (state.last?.round ?? 0) + 1;
    const about = { value: reading.value, valuationId };
    const held = await this.heldOnChain(feed, round, state, reading);
    if (held) {
      await this.record(feed, round, { action: 'hold', ...held, ...about });
      return null;
    }
    const last = await this.lastRound(feed, state, round);
    const policy = this.policies.of(asset, kind);
    const now = this.clock.now();
    const corrects = await this.corrects(feed, round, reading, last);
    const decision = decide({
      reading,
      last,
      dayAgo: await this.dayAgo(feed, state, policy),
      corrects,
      missedDay: found.missedDay,
      policy,
      limits: state.limits,
      now,
    });
    const publishes = decision.action === 'publish';
    const status = decision.action === 'refuse' ? 'REFUSED' : last ? 'OK' : 'WAITING';
    const stale = publishes ? null : staleness(last, policy, state.limits, now);
    await this.record(feed, round, { ...decision, status, ...about, corrects }, stale);
    if (!publishes) return null;
    const { value: answer, valuationTime } = reading;
    const expiry = now + REPORT_LIFETIME_SECONDS;
    return { valuationId, report: { feed, epoch, round, answer, valuationTime, expiry } };
  }

  /** Once for each round: it does not change any more. */
  private async compareWithParked(feed: string, last: LastRound): Promise<void> {
    if (this.compared.get(feed) === last.round) return;
    await this.reports.approved(feed, last);
    this.compared.set(feed, last.round);
  }

  /** A dry run sends nothing, so what it would have sent stands for the newest round. */
  private async lastRound(
    feed: string,
    state: FeedState,
    round: number,
  ): Promise<LastRound | null> {
    const rehearsed = this.config.env.ORACLE_DRY_RUN
      ? await this.reports.rehearsed(feed, round)
      : null;
    return rehearsed ?? state.last;
  }

  /** The published round that is put right: another value of its own valuation has been seen. */
  private async corrects(
    feed: string,
    round: number,
    { value, valuationTime }: Reading,
    last: LastRound | null,
  ): Promise<number | null> {
    if (!last || valuationTime < last.valuationTime) return null;
    if (valuationTime === last.valuationTime) return value === last.answer ? null : last.round;
    return this.archive.corrected(feed, round);
  }

  private async dayAgo(
    feed: string,
    { last }: FeedState,
    policy: FeedPolicy,
  ): Promise<bigint | null> {
    if (!last || policy.dailyDeviationBps === null) return null;
    return answerAt(this.rpc, feed, last.round, this.clock.now() - DAY_SECONDS);
  }

  /** What people on-chain have to do before a report makes sense. */
  private async heldOnChain(
    feed: string,
    round: number,
    state: FeedState,
    { value, valuationTime }: Reading,
  ): Promise<{ code: string; reason: string; status: FeedStatus } | null> {
    if (state.paused) {
      return { code: 'PAUSED', reason: 'The feed is paused on-chain.', status: 'PAUSED' };
    }
    const waiting = state.parked;
    if (waiting && this.clock.now() <= waiting.approvableUntil) {
      const people = waiting.firstApprover ? 'a second approval' : 'two approvals';
      const reason = `Report ${waiting.digest} waits for ${people}.`;
      return { code: 'PARKED', reason, status: 'PARKED' };
    }
    if (!waiting && (await this.reports.wasParked(feed, round, value, valuationTime))) {
      const reason = 'This value was parked and rejected: it takes another valuation.';
      return { code: 'REJECTED', reason, status: 'REFUSED' };
    }
    return null;
  }

  private async record(
    feed: string,
    round: number,
    what: Outcome,
    stale: Staleness | null = null,
  ): Promise<boolean> {
    const { status, corrects = null, ...decision } = what;
    const { action, code, reason } = what;
    const now = this.clock.date();
    // A stale feed says first what is missing, then why nothing newer came.
    const why = `${stale ? `${stale.code}: ${stale.reason} ` : ''}${code}: ${reason}`;
    const words = [round, status, action, what.value, what.valuationId, corrects, why].join();
    if (!this.isWorthTelling(feed, words)) return false;
    await this.feeds.setStatus(feed, stale ? 'STALE' : status, why, now);
    const isNew = await this.archive.keepDecision({ feed, round, ...decision, corrects }, now);
    this.told.set(feed, { words, at: this.clock.now() });
    if (!isNew) return false;
    const line = logLine('decided', { feed, round, action, code, reason });
    if (action === 'refuse') this.logger.warn(line);
    else this.logger.log(line);
    return true;
  }

  private isWorthTelling(feed: string, words: string): boolean {
    const told = this.told.get(feed);
    return told?.words !== words || this.clock.now() >= told.at + SAME_WORDS_SECONDS;
  }
}

function statusOf(code: string): FeedStatus {
  if (code === 'STALE' || code === 'STATEMENT_STALE') return 'STALE';
  return code === 'SOURCE_UNREACHABLE' ? 'UNREACHABLE' : 'REFUSED';
}
