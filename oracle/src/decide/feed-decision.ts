import { Injectable, Logger } from '@nestjs/common';
import { answerAt, type FeedState } from '../chain/feed.js';
import { FeedStates } from '../chain/feed-states.js';
import { Rpc } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import type { Refusal } from '../platform/refusal.js';
import { FEED_KINDS, type Derivation, type FeedKind, type Reading } from '../sources/adapter.js';
import { Archive, type KeptDecision } from '../storage/archive.js';
import type { FeedStatus, ListedAsset } from '../storage/feeds.js';
import { ReportStore, type ProposedRound } from '../storage/reports.js';
import { Corrections } from './corrections.js';
import { decide, type LastRound } from './decide.js';
import { Policies, type FeedPolicy } from './policy.js';
import { staleness, type Staleness } from './staleness.js';

/** A report that is not delivered within this time is void, and its rounds are derived anew. */
const REPORT_LIFETIME_SECONDS = 300;
const DAY_SECONDS = 86_400;
/** What is decided of a feed in the same words is written down again only so often. */
const SAME_WORDS_SECONDS = 30;

type Outcome = Omit<KeptDecision, 'feed' | 'round' | 'corrects' | 'valuationId'> & {
  status: FeedStatus;
  corrects?: number | null;
  /** Keeps the valuation, and answers its id; null where there is none. */
  valuation: (() => Promise<string>) | null;
};

/** One feed, and what was found for it. */
interface Found {
  asset: ListedAsset;
  kind: FeedKind;
  reading: Reading;
  /** Keeps the valuation, and answers its id. */
  valuation: () => Promise<string>;
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
    private readonly states: FeedStates,
    private readonly policies: Policies,
    private readonly archive: Archive,
    private readonly corrections: Corrections,
    private readonly reports: ReportStore,
  ) {}

  /**
   * The rounds of an asset that are to be proposed, from one valuation. It is kept where something is told of it.
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
    const valuation = () => this.archive.keepValuation(derivation, now);
    // A source that failed is counted at each look.
    if (derivation.voices?.some(({ outcome }) => outcome !== 'USED')) await valuation();
    for (const refusal of derivation.refused ?? []) await this.archive.quarantine(refusal, now);
    const rounds: ProposedRound[] = [];
    for (const kind of kinds) {
      const reading = derivation.readings[kind];
      const found = { asset, kind, reading, valuation, epoch, missedDay };
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
      const { last, limits } = await this.states.of(feed);
      await this.record(
        feed,
        (last?.round ?? 0) + 1,
        {
          action: 'refuse',
          code: refusal.code,
          reason: refusal.message,
          status: statusOf(refusal.code),
          value: null,
          valuation: null,
        },
        staleness(last, this.policies.of(asset, kind), limits, this.clock.now()),
      );
    }
    await this.archive.quarantine(refusal, this.clock.date());
    await this.archive.keepFailures(asset, refusal, kinds, this.clock.date());
  }

  private async round(found: Found): Promise<ProposedRound | null> {
    const { asset, kind, reading, valuation, epoch } = found;
    const feed = asset.feeds[kind];
    const state = await this.states.of(feed);
    if (state.last) await this.compareWithParked(feed, state.last);
    const round = (state.last?.round ?? 0) + 1;
    const about = { value: reading.value, valuation };
    const held = this.heldOnChain(state);
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
    if (publishes && (await this.wasRejected(feed, round, state, reading))) {
      const reason = 'This value was parked and rejected: it takes another valuation.';
      const rejected = { action: 'hold', code: 'REJECTED', reason, status: 'REFUSED' } as const;
      await this.record(feed, round, { ...rejected, ...about });
      return null;
    }
    const status = decision.action === 'refuse' ? 'REFUSED' : last ? 'OK' : 'WAITING';
    const stale = publishes ? null : staleness(last, policy, state.limits, now);
    await this.record(feed, round, { ...decision, status, ...about, corrects }, stale);
    if (!publishes) return null;
    const { value: answer, valuationTime } = reading;
    const expiry = now + REPORT_LIFETIME_SECONDS;
    const report = { feed, epoch, round, answer, valuationTime, expiry };
    return { valuationId: await valuation(), report };
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
    return this.corrections.of(feed, round);
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
  private heldOnChain({ paused, parked }: FeedState) {
    if (paused) {
      return { code: 'PAUSED', reason: 'The feed is paused on-chain.', status: 'PAUSED' } as const;
    }
    if (!parked || this.clock.now() > parked.approvableUntil) return null;
    const people = parked.firstApprover ? 'a second approval' : 'two approvals';
    const reason = `Report ${parked.digest} waits for ${people}.`;
    return { code: 'PARKED', reason, status: 'PARKED' } as const;
  }

  /** Whether people have said no to this very value of this valuation. */
  private async wasRejected(
    feed: string,
    round: number,
    { parked }: FeedState,
    { value, valuationTime }: Reading,
  ): Promise<boolean> {
    return !parked && (await this.reports.wasParked(feed, round, value, valuationTime));
  }

  private async record(
    feed: string,
    round: number,
    what: Outcome,
    stale: Staleness | null = null,
  ): Promise<void> {
    const { status, corrects = null, valuation, ...decision } = what;
    const { action, code, reason } = what;
    // A stale feed says first what is missing, then why nothing newer came.
    const why = `${stale ? `${stale.code}: ${stale.reason} ` : ''}${code}: ${reason}`;
    // A price moves a little at each look: what is held back is the same as long as its reason is of the same kind.
    const exactly = action === 'hold' ? stale?.code : why;
    const words = [round, status, action, code, corrects, exactly].join();
    if (!this.isWorthTelling(feed, words)) return;
    const valuationId = valuation && (await valuation());
    const isNew = await this.archive.keepDecision(
      { feed, round, ...decision, valuationId, corrects },
      { status: stale ? 'STALE' : status, reason: why },
      this.clock.date(),
    );
    this.told.set(feed, { words, at: this.clock.now() });
    if (code === 'NOT_LATER' || code === 'UNCHANGED') this.corrections.found(feed, round, corrects);
    if (!isNew) return;
    const line = logLine('decided', { feed, round, action, code, reason });
    if (action === 'refuse') this.logger.warn(line);
    else this.logger.log(line);
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
