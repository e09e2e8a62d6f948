import { Injectable } from '@nestjs/common';
import { Histogram, Registry } from 'prom-client';
import { Rpc, RpcError, RpcUnreachable } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Counters } from '../platform/counters.js';
import { Leader } from '../publish/leader.js';
import { Submitter } from '../publish/submitter.js';
import { Database } from '../storage/database.js';
import { exact, put, type Family, type Sample } from './family.js';
import { FEED_FAMILIES, readFeedMetrics } from './feed-metrics.js';
import { readWorkMetrics, WORK_FAMILIES } from './work-metrics.js';

const WEI_PER_GWEI = 1_000_000_000n;

const NODE_FAMILIES = {
  leading: {
    name: 'cadastre_oracle_leading',
    help: '1 while this node proposes and sends',
    type: 'gauge',
    labels: [],
  },
  chain: {
    name: 'cadastre_oracle_chain_answers',
    help: '0 while the chain does not answer this node',
    type: 'gauge',
    labels: [],
  },
  balance: {
    name: 'cadastre_oracle_submitter_balance_gwei',
    help: 'What the sending key has left for gas, rounded down',
    type: 'gauge',
    labels: ['address'],
  },
} as const satisfies Record<string, Family>;

/** What this process counts by itself, because no row is kept of it. */
const COUNTED: Record<string, string> = {
  oracle_peer_refused_total: 'Messages of peers that were refused, by the reason',
};

/**
 * The numbers behind `GET /metrics`. All but the beats and the refused messages are read from stored rows
 * at the scrape, so that they survive a restart and every node of one database tells the same.
 */
@Injectable()
export class Metrics {
  private readonly own = new Registry();
  private readonly beats = new Histogram({
    name: 'cadastre_oracle_beat_seconds',
    help: 'Beats of the engine and how long they took, by whether they ended well',
    labelNames: ['outcome'],
    buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
    registers: [this.own],
  });

  constructor(
    private readonly clock: Clock,
    private readonly db: Database,
    private readonly rpc: Rpc,
    private readonly leader: Leader,
    private readonly submitter: Submitter,
    private readonly counters: Counters,
  ) {}

  /** Times a beat. @throws whatever the beat throws */
  async timed(beat: () => Promise<void>): Promise<void> {
    const done = this.beats.startTimer();
    try {
      await beat();
      done({ outcome: 'ok' });
    } catch (error) {
      done({ outcome: 'failed' });
      throw error;
    }
  }

  /** The exposition (Prometheus text format 0.0.4). */
  async text(): Promise<{ body: string; type: string }> {
    const scrape = new Registry();
    const [feeds, work, balance] = await Promise.all([
      readFeedMetrics(this.db, this.clock.now()),
      readWorkMetrics(this.db, this.clock.date()),
      this.balance(),
    ]);
    putAll(scrape, FEED_FAMILIES, feeds);
    putAll(scrape, WORK_FAMILIES, work);
    putAll(scrape, NODE_FAMILIES, {
      leading: [{ labels: {}, value: this.leader.leading ? 1 : 0 }],
      chain: [{ labels: {}, value: balance ? 1 : 0 }],
      balance: balance ?? [],
    });
    this.putCounts(scrape);
    const all = Registry.merge([scrape, this.own]);
    return { body: await all.metrics(), type: all.contentType };
  }

  private async balance(): Promise<Sample[] | null> {
    const { address } = this.submitter;
    try {
      const wei = await this.rpc.call<string>('eth_getBalance', [address, 'latest']);
      return exact({ address }, BigInt(wei) / WEI_PER_GWEI);
    } catch (error) {
      if (error instanceof RpcError || error instanceof RpcUnreachable) return null;
      throw error;
    }
  }

  private putCounts(scrape: Registry): void {
    const counts = Map.groupBy(this.counters.read(), ({ name }) => name);
    for (const name of new Set([...Object.keys(COUNTED), ...counts.keys()])) {
      const samples = counts.get(name) ?? [];
      const labels = [...new Set(samples.flatMap((one) => Object.keys(one.labels)))];
      const help = COUNTED[name] ?? 'Counted since this process began';
      put(
        scrape,
        { name: `cadastre_${name}`, help, type: 'counter', labels },
        samples.map((one) => ({ labels: { ...one.labels }, value: one.value })),
      );
    }
  }
}

function putAll<Name extends string>(
  registry: Registry,
  families: Readonly<Record<Name, Family>>,
  told: Readonly<Record<Name, readonly Sample[]>>,
): void {
  for (const name of Object.keys(families) as Name[]) put(registry, families[name], told[name]);
}
