import { Injectable } from '@nestjs/common';
import { getAddress, hexlify } from 'ethers';
import { Registry } from 'prom-client';
import { Balances } from '../chain/balances.js';
import { ChainWorkers } from '../chain/chain.workers.js';
import { RpcUnreachable } from '../chain/rpc/rpc.js';
import { Database } from '../platform/database.js';
import { putAll, type Sample, type Told } from './families.js';

const WEI_PER_GWEI = 1_000_000_000n;

/** The numbers behind `GET /metrics`, from stored rows at the scrape. */
@Injectable()
export class Metrics {
  constructor(
    private readonly db: Database,
    private readonly workers: ChainWorkers,
    private readonly balances: Balances,
  ) {}

  /** The exposition (Prometheus text format 0.0.4). */
  async text(): Promise<{ body: string; type: string }> {
    const registry = new Registry();
    const [outbox, jobs, keys] = await Promise.all([this.outbox(), this.jobs(), this.keys()]);
    putAll(registry, { ...outbox, ...jobs, ...keys, ...this.ledger() });
    return { body: await registry.metrics(), type: registry.contentType };
  }

  private async outbox(): Promise<Pick<Told, 'commands' | 'oldest' | 'inFlight' | 'leading'>> {
    const commands = await this.db.sql<{
      signer: string;
      state: string;
      count: number;
      age: string;
    }>(
      `SELECT signer, state, count(*)::int AS count,
         floor(extract(epoch FROM clock_timestamp() - min(moved.at))) AS age
       FROM api.chain_command c CROSS JOIN LATERAL (
         SELECT max(recorded_at) AS at FROM api.chain_command_event e WHERE e.command_id = c.id) moved
       WHERE state IN ('queued', 'simulated', 'signed', 'sent', 'mined')
       GROUP BY signer, state ORDER BY signer, state`,
    );
    const carriers = await this.db.sql<{ address: Buffer; count: number }>(
      `SELECT signer_address AS address, count(*)::int AS count FROM api.chain_carrier
       WHERE state IN ('signed', 'sent', 'mined') GROUP BY signer_address ORDER BY signer_address`,
    );
    const bySigner = Map.groupBy(commands, ({ signer }) => signer);
    return {
      commands: commands.map(({ signer, state, count }) => ({
        labels: { signer, state },
        value: count,
      })),
      oldest: [...bySigner].map(([signer, states]) => ({
        labels: { signer },
        value: Math.max(0, ...states.map(({ age }) => Number(age))),
      })),
      inFlight: carriers.map(({ address, count }) => ({
        labels: { address: getAddress(hexlify(address)) },
        value: count,
      })),
      leading: [...this.workers.dispatchers].map(([signer, { leading }]) => ({
        labels: { signer },
        value: leading ? 1 : 0,
      })),
    };
  }

  private ledger(): Pick<Told, 'ledgerBlock' | 'ledgerLag' | 'ledgerState'> {
    const { follower } = this.workers;
    const state = follower?.state ?? 'starting';
    const told = { ledgerBlock: [] as Sample[], ledgerLag: [] as Sample[] };
    if (follower?.cursor && follower.head) {
      const lag = Math.max(0, follower.head.number - follower.cursor.number);
      told.ledgerBlock.push({ labels: {}, value: follower.cursor.number });
      told.ledgerLag.push({ labels: {}, value: lag });
    }
    return { ...told, ledgerState: [{ labels: { state }, value: 1 }] };
  }

  private async keys(): Promise<Pick<Told, 'chain' | 'balance' | 'balanceLow'>> {
    try {
      const keys = await this.balances.check();
      return {
        chain: [{ labels: {}, value: 1 }],
        balance: keys.map(({ role, address, balanceWei }) => ({
          labels: { signer: role, address },
          value: Number(balanceWei / WEI_PER_GWEI),
        })),
        balanceLow: keys.map(({ role, address, low }) => ({
          labels: { signer: role, address },
          value: low ? 1 : 0,
        })),
      };
    } catch (error) {
      if (!(error instanceof RpcUnreachable)) throw error;
      return { chain: [{ labels: {}, value: 0 }], balance: [], balanceLow: [] };
    }
  }

  private async jobs(): Promise<Pick<Told, 'jobs' | 'oldestJob'>> {
    const rows = await this.db.sql<{ queue: string; state: string; count: number; age: string }>(
      `SELECT name AS queue, state::text AS state, count(*)::int AS count,
         floor(greatest(0, extract(epoch FROM clock_timestamp() - min(start_after)))) AS age
       FROM jobs.job WHERE state IN ('created', 'retry', 'active', 'failed')
       GROUP BY name, state ORDER BY name, state`,
    );
    const waiting = rows.filter(({ state }) => state === 'created' || state === 'retry');
    return {
      jobs: rows.map(({ queue, state, count }) => ({ labels: { queue, state }, value: count })),
      oldestJob: [...Map.groupBy(waiting, ({ queue }) => queue)].map(([queue, states]) => ({
        labels: { queue },
        value: Math.max(...states.map(({ age }) => Number(age))),
      })),
    };
  }
}
