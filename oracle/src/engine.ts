import { Injectable, Logger } from '@nestjs/common';
import { Committee } from './chain/committee.js';
import { FeedStates } from './chain/feed-states.js';
import { Rpc, RpcUnreachable } from './chain/rpc.js';
import { Backfills, type OpenBackfills } from './decide/backfills.js';
import { FeedDecision } from './decide/feed-decision.js';
import { FeedDirectory } from './discovery/directory.js';
import { Clock } from './platform/clock.js';
import { Config } from './platform/config.js';
import { logLine } from './platform/logger.js';
import { pool } from './platform/pool.js';
import { Refusal } from './platform/refusal.js';
import { Delivery } from './publish/delivery.js';
import { Leader, LostLead } from './publish/leader.js';
import { LARGEST_BATCH, Proposals } from './publish/proposals.js';
import { Road } from './publish/road.js';
import type { Derivation } from './sources/adapter.js';
import { Adapters } from './sources/adapters.js';
import type { ListedAsset } from './storage/feeds.js';
import { ReportStore, type ProposedRound } from './storage/reports.js';

/** Assets that are valued before what is due of them is published. */
const ASSETS_AT_A_TIME = 50;
/** Of those, how many are being fetched and computed at the same moment. */
const VALUED_AT_A_TIME = 16;
/** Steps of delivery in one beat; what is left waits for the next. */
const STEPS_PER_BEAT = 20;

/** What keeps the engine from working, for people; empty when nothing does. */
export interface Trouble {
  chain: string | null;
  api: string | null;
}

/**
 * One beat: find the feeds, value each asset, decide for each feed, propose what is to be published. Reports travel to
 * the chain beside that. Every step is stored, so a beat may end anywhere.
 */
@Injectable()
export class Engine {
  private readonly logger = new Logger('engine');
  private readonly road = new Road(() => this.deliver());
  readonly trouble: Trouble = { chain: 'not asked yet', api: 'not asked yet' };

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly committee: Committee,
    private readonly states: FeedStates,
    private readonly leader: Leader,
    private readonly directory: FeedDirectory,
    private readonly adapters: Adapters,
    private readonly backfills: Backfills,
    private readonly decision: FeedDecision,
    private readonly reports: ReportStore,
    private readonly proposals: Proposals,
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
    // Whoever does not lead is asked for signatures, and has to know the feeds as well.
    await this.refreshFeeds();
    if (!(await this.leader.lead())) return;
    try {
      await this.leadOn();
    } catch (error) {
      this.tellLostLead(error);
    }
  }

  private tellLostLead(error: unknown): void {
    if (!(error instanceof LostLead)) throw error;
    this.logger.warn(logLine('lead_lost', { reason: error.message }));
  }

  /** Waits for the reports that travel. @throws whatever is not an outside trouble */
  async settled(): Promise<void> {
    try {
      await this.road.end();
    } catch (error) {
      this.tellLostLead(error);
    }
  }

  /** @throws LostLead */
  private async leadOn(): Promise<void> {
    // What was left open comes first; while reports travel nothing waits for them.
    if (this.road.isFree) {
      this.road.go();
      await this.road.end();
    }
    const late = await this.backfills.open();
    const { list } = this.directory;
    let due: ProposedRound[] = [];
    for (let from = 0; from < list.length; from += ASSETS_AT_A_TIME) {
      due.push(...(await this.value(list.slice(from, from + ASSETS_AT_A_TIME), late)));
      if (!(await this.leader.lead())) return;
      const isLast = from + ASSETS_AT_A_TIME >= list.length;
      const full = isLast ? due.length : due.length - (due.length % LARGEST_BATCH);
      if (full === 0) continue;
      await this.proposals.propose(due.slice(0, full));
      due = due.slice(full);
      this.road.go();
    }
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

  /** What is due of these assets, and neither on its way already nor another node's to propose. */
  private async value(
    assets: readonly ListedAsset[],
    late: OpenBackfills,
  ): Promise<ProposedRound[]> {
    const { epoch } = await this.committee.state();
    const open = await this.reports.open();
    // After the question what is open: what is not any more is in a block that is followed here.
    await this.states.follow();
    const underway = new Set(open.flatMap(({ rounds: r }) => r.map(({ report }) => report.feed)));
    const rounds: ProposedRound[] = [];
    await pool(VALUED_AT_A_TIME, assets, async (asset) => {
      const led = await this.ledFeeds(asset);
      if (led.size === 0) return;
      const missed = await this.backfills.rounds(asset, late, epoch);
      const due = [...missed, ...(await this.valueAsset(asset, late, epoch))];
      rounds.push(...due.filter(({ report: { feed } }) => led.has(feed) && !underway.has(feed)));
    });
    return rounds;
  }

  private async ledFeeds({ feeds }: ListedAsset): Promise<Set<string>> {
    const addresses = Object.values(feeds);
    const led = await Promise.all(addresses.map((feed) => this.leader.leadsFeed(feed)));
    return new Set(addresses.filter((_, i) => led[i]));
  }

  private async valueAsset(
    asset: ListedAsset,
    late: OpenBackfills,
    epoch: number,
  ): Promise<ProposedRound[]> {
    const kinds = this.backfills.current(asset, late);
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
