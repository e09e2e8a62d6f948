import { Injectable, Logger } from '@nestjs/common';
import { Committee } from './chain/committee.js';
import { Rpc, RpcUnreachable } from './chain/rpc.js';
import { Backfills } from './decide/backfills.js';
import { FeedDecision } from './decide/feed-decision.js';
import { FeedDirectory } from './discovery/directory.js';
import { Clock } from './platform/clock.js';
import { Config } from './platform/config.js';
import { logLine } from './platform/logger.js';
import { Refusal } from './platform/refusal.js';
import { Delivery } from './publish/delivery.js';
import { Leader } from './publish/leader.js';
import { ReportDomain } from './report/report.js';
import { FEED_KINDS, type Derivation } from './sources/adapter.js';
import { Adapters } from './sources/adapters.js';
import type { ListedAsset } from './storage/feeds.js';
import { ReportStore, type ProposedRound } from './storage/reports.js';

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
    private readonly backfills: Backfills,
    private readonly decision: FeedDecision,
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
      const late = await this.backfills.rounds(asset, epoch);
      const due = [...late, ...(await this.valueAsset(asset, epoch))];
      rounds.push(...due.filter(({ report }) => !underway.has(report.feed)));
    }
    return rounds;
  }

  private async valueAsset(asset: ListedAsset, epoch: number): Promise<ProposedRound[]> {
    const kinds = await this.backfills.current(asset, FEED_KINDS);
    let derivation: Derivation;
    try {
      derivation = await this.adapters.for(asset).derive(asset, this.clock.now());
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await this.decision.refuse(asset, error, kinds);
      return [];
    }
    return this.decision.rounds(asset, derivation, epoch, { kinds });
  }

  private note(part: keyof Trouble, problem: string | null): void {
    if (this.trouble[part] === problem) return;
    this.trouble[part] = problem;
    if (problem) this.logger.warn(logLine(`${part}_trouble`, { problem }));
    else this.logger.log(logLine(`${part}_fine`));
  }
}
