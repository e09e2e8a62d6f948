import { Injectable, Logger } from '@nestjs/common';
import { Committee } from './chain/committee.js';
import { readFeed, type FeedState } from './chain/feed.js';
import { Rpc, RpcUnreachable } from './chain/rpc.js';
import { decide, PUBLICATION } from './decide/decide.js';
import { FeedDirectory } from './discovery/directory.js';
import { Clock } from './platform/clock.js';
import { Config } from './platform/config.js';
import { logLine } from './platform/logger.js';
import { Refusal } from './platform/refusal.js';
import { Delivery } from './publish/delivery.js';
import { Leader } from './publish/leader.js';
import { ReportDomain } from './report/report.js';
import { FEED_KINDS, type Derivation, type FeedKind } from './sources/adapter.js';
import { Adapters } from './sources/adapters.js';
import { Archive } from './storage/archive.js';
import { FeedStore, type FeedStatus, type ListedAsset } from './storage/feeds.js';
import { ReportStore, type ProposedRound } from './storage/reports.js';

/** A report that is not delivered within this time is void, and its rounds are derived anew. */
const REPORT_LIFETIME_SECONDS = 300;
/** Rounds under one signature set. */
const LARGEST_BATCH = 10;
/** Steps of delivery in one beat; what is left waits for the next. */
const STEPS_PER_BEAT = 20;

/** What keeps the engine from working, for people; empty when nothing does. */
export interface Trouble {
  chain: string | null;
  api: string | null;
}

/**
 * One beat: settle what is open, find the feeds, value each asset, decide for each feed, propose what is
 * to be published, and take it to the chain. Every step is stored, so a beat may end anywhere.
 */
@Injectable()
export class Engine {
  private readonly logger = new Logger('engine');
  readonly trouble: Trouble = { chain: 'not asked yet', api: 'not asked yet' };

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly committee: Committee,
    private readonly domain: ReportDomain,
    private readonly leader: Leader,
    private readonly directory: FeedDirectory,
    private readonly adapters: Adapters,
    private readonly archive: Archive,
    private readonly feeds: FeedStore,
    private readonly reports: ReportStore,
    private readonly delivery: Delivery,
  ) {}

  /** @throws whatever is not an outside trouble: the caller logs it and beats again */
  async beat(): Promise<void> {
    try {
      await this.followChain();
      this.note('chain', null);
    } catch (error) {
      if (!(error instanceof RpcUnreachable)) throw error;
      this.note('chain', error.message);
      return;
    }
    if (!(await this.leader.lead())) return;
    await this.refreshFeeds();
    await this.deliver();
    const rounds = await this.valueAll();
    if (rounds.length === 0) return;
    await this.reports.propose(this.domain, rounds.slice(0, LARGEST_BATCH), this.clock.date());
    await this.deliver();
  }

  private async followChain(): Promise<void> {
    const tag = this.config.env.CLOCK === 'chain' ? 'pending' : 'latest';
    this.clock.observe((await this.rpc.block(tag)).timestamp);
  }

  private async refreshFeeds(): Promise<void> {
    try {
      await this.directory.refresh();
      this.note('api', null);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.note('api', `${error.code} ${error.message}`);
    }
  }

  private async deliver(): Promise<void> {
    for (let steps = 0; steps < STEPS_PER_BEAT; steps += 1) {
      if ((await this.delivery.step()) !== 'moved') return;
    }
  }

  private async valueAll(): Promise<ProposedRound[]> {
    const { epoch } = await this.committee.state();
    const open = await this.reports.open();
    const underway = new Set(open.flatMap(({ rounds: r }) => r.map(({ report }) => report.feed)));
    const rounds: ProposedRound[] = [];
    for (const asset of this.directory.list) {
      const due = await this.valueAsset(asset, epoch);
      rounds.push(...due.filter(({ report }) => !underway.has(report.feed)));
    }
    return rounds;
  }

  private async valueAsset(asset: ListedAsset, epoch: number): Promise<ProposedRound[]> {
    let derivation: Derivation;
    try {
      derivation = await this.adapters.for(asset).derive(asset, this.clock.now());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.refuse(asset, error);
      return [];
    }
    const valuationId = await this.archive.keepValuation(derivation, this.clock.date());
    const rounds: ProposedRound[] = [];
    for (const kind of FEED_KINDS) {
      const round = await this.decideFeed(asset, kind, derivation, valuationId, epoch);
      if (round) rounds.push(round);
    }
    return rounds;
  }

  private async refuse(asset: ListedAsset, refusal: Refusal): Promise<void> {
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

  private async decideFeed(
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

  private async record(
    feed: string,
    round: number,
    what: {
      action: 'publish' | 'hold' | 'refuse';
      code: string;
      reason: string;
      status: FeedStatus;
      value: bigint | null;
      valuationId: string | null;
    },
  ): Promise<boolean> {
    const { status, ...decision } = what;
    const now = this.clock.date();
    await this.feeds.setStatus(feed, status, `${what.code}: ${what.reason}`, now);
    const isNew = await this.archive.keepDecision({ feed, round, ...decision }, now);
    if (!isNew) return false;
    const line = logLine('decided', {
      feed,
      round,
      action: what.action,
      code: what.code,
      reason: what.reason,
    });
    if (what.action === 'refuse') this.logger.warn(line);
    else this.logger.log(line);
    return true;
  }

  private note(part: keyof Trouble, problem: string | null): void {
    if (this.trouble[part] === problem) return;
    this.trouble[part] = problem;
    if (problem) this.logger.warn(logLine(`${part}_trouble`, { problem }));
    else this.logger.log(logLine(`${part}_fine`));
  }
}

function statusOf(code: string): FeedStatus {
  if (code === 'STALE' || code === 'STATEMENT_STALE') return 'STALE';
  return code === 'SOURCE_UNREACHABLE' ? 'UNREACHABLE' : 'REFUSED';
}
