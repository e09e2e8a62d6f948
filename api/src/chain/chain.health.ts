import { Injectable, type OnModuleInit } from '@nestjs/common';
import { formatEther } from 'ethers';
import { Database } from '../platform/database.js';
import { HealthParts, type PartHealth } from '../platform/health-parts.js';
import { Workers } from '../platform/workers.js';
import { Balances } from './balances.js';
import { ChainWorkers } from './chain.workers.js';
import { Node } from './rpc/node.js';
import { RpcPool } from './rpc/rpc-pool.js';
import { RpcUnreachable } from './rpc/rpc.js';
import { row } from './rows.js';

/** Wall-clock seconds after which a command that has not moved is called stuck. */
const STUCK_SECONDS = 60;
/** How often balances are looked at when nobody asks for the health. */
const BALANCE_CHECK_MS = 30_000;
/** Blocks the ledger may be behind before somebody should look. */
const LATE_BLOCKS = 10;

/** The chain's parts of `GET /health`. */
@Injectable()
export class ChainHealth implements OnModuleInit {
  constructor(
    private readonly parts: HealthParts,
    private readonly workers: ChainWorkers,
    private readonly node: Node,
    private readonly balances: Balances,
    private readonly background: Workers,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.parts.register('chain', () => this.chain());
    this.parts.register('ledger', () => this.ledger());
    this.parts.register('outbox', () => this.outbox());
    this.background.every('balances', BALANCE_CHECK_MS, async () => {
      await this.balances.check();
    });
  }

  private async chain(): Promise<PartHealth> {
    const pool = this.node.rpc instanceof RpcPool ? this.node.rpc : null;
    try {
      return await this.chainNow(pool);
    } catch (error) {
      if (!pool || !(error instanceof RpcUnreachable)) throw error;
      return { state: 'down', detail: error.message, figures: endpointFigures(pool) };
    }
  }

  private async chainNow(pool: RpcPool | null): Promise<PartHealth> {
    const head = await this.node.head();
    const chainId = await this.node.chainId();
    const balances = await this.balances.check();
    const figures = {
      chainId,
      block: head.number,
      blockTime: isoSeconds(head.timestamp),
      ...(pool && endpointFigures(pool)),
      ...Object.fromEntries(balances.map((b) => [`${b.role} ether`, formatEther(b.balanceWei)])),
    };
    const low = balances.filter((balance) => balance.low);
    const troubles = pool?.troubles() ?? [];
    if (low.length > 0) {
      const who = low.map(({ role, balanceWei }) => `${role} (has ${formatEther(balanceWei)})`);
      troubles.push(`Send coin for gas to: ${who.join(', ')}.`);
    }
    return troubles.length > 0
      ? { state: 'degraded', detail: troubles.join('; '), figures }
      : { state: 'ok', figures };
  }

  private async ledger(): Promise<PartHealth> {
    const { follower } = this.workers;
    if (!follower?.cursor || !follower.head) {
      return follower?.trouble
        ? { state: 'down', detail: follower.trouble }
        : { state: 'starting' };
    }
    const behind = Math.max(0, follower.head.number - follower.cursor.number);
    const figures = {
      state: follower.state,
      block: follower.cursor.number,
      head: follower.head.number,
      blocksBehind: behind,
      blockTime: follower.cursor.time.toISOString(),
    };
    if (follower.unbalanced.length > 0) {
      const tokens = follower.unbalanced.map((m) => m.token).join(', ');
      return {
        state: 'down',
        detail: `Holdings do not add up to the supply of ${tokens}.`,
        figures,
      };
    }
    if (follower.state === 'stalled' || follower.state === 'wrong_chain') {
      return { state: 'down', detail: follower.trouble ?? 'The ledger does not advance.', figures };
    }
    const late = follower.state === 'lagging' || behind > LATE_BLOCKS + this.depth;
    return late
      ? { state: 'degraded', detail: follower.trouble ?? 'The ledger is behind the head.', figures }
      : { state: 'ok', figures };
  }

  private async outbox(): Promise<PartHealth> {
    const counts = await row<Record<'queued' | 'in_flight' | 'stuck', string>>(
      this.db.em,
      `SELECT count(*) FILTER (WHERE state IN ('queued', 'simulated')) AS queued,
         count(*) FILTER (WHERE state IN ('signed', 'sent', 'mined')) AS in_flight,
         count(*) FILTER (WHERE state <> 'mined' AND (
           SELECT max(recorded_at) FROM api.chain_command_event e WHERE e.command_id = c.id
         ) < clock_timestamp() - make_interval(secs => $1)) AS stuck
       FROM api.chain_command c WHERE state IN ('queued', 'simulated', 'signed', 'sent', 'mined')`,
      [STUCK_SECONDS],
    );
    const troubles: string[] = [];
    for (const [role, { trouble }] of this.workers.dispatchers) {
      if (trouble) troubles.push(`The key “${role}” cannot send: ${trouble}`);
    }
    const figures = {
      queued: Number(counts?.queued ?? 0),
      inFlight: Number(counts?.in_flight ?? 0),
      stuck: Number(counts?.stuck ?? 0),
      leading: [...this.workers.dispatchers.values()].filter((d) => d.leading).length,
    };
    if (figures.stuck > 0 || troubles.length > 0) {
      const detail =
        troubles.join('; ') || `Operations that have not moved for a minute: ${figures.stuck}.`;
      return { state: 'degraded', detail, figures };
    }
    return { state: 'ok', figures };
  }

  private get depth(): number {
    return this.workers.confirmations;
  }
}

/** Each of several nodes and where it is. */
const endpointFigures = (pool: RpcPool): Record<string, string> =>
  Object.fromEntries(
    pool.endpoints.map(({ name, state, head }) => [
      `node ${name}`,
      head ? `${state}, block ${head.number}` : state,
    ]),
  );

const isoSeconds = (unix: number): string => new Date(unix * 1000).toISOString();
