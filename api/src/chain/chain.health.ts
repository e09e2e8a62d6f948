import { Injectable, type OnModuleInit } from '@nestjs/common';
import { formatEther, parseEther } from 'ethers';
import { Database } from '../platform/database.js';
import { HealthParts, type PartHealth } from '../platform/health-parts.js';
import { ChainWorkers } from './chain.workers.js';
import { Node } from './rpc/node.js';
import { row } from './rows.js';
import { Signers } from './signers.js';

/** Wall-clock seconds after which a command that has not moved is called stuck. */
const STUCK_SECONDS = 60;
/** Below this a key soon cannot pay for its transactions. */
const LOW_BALANCE = parseEther('0.1');
/** Blocks the ledger may be behind before somebody should look. */
const LATE_BLOCKS = 10;

/** The chain's parts of `GET /health`. */
@Injectable()
export class ChainHealth implements OnModuleInit {
  constructor(
    private readonly parts: HealthParts,
    private readonly workers: ChainWorkers,
    private readonly node: Node,
    private readonly signers: Signers,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    this.parts.register('chain', () => this.chain());
    this.parts.register('ledger', () => this.ledger());
    this.parts.register('outbox', () => this.outbox());
  }

  private async chain(): Promise<PartHealth> {
    const head = await this.node.head();
    const chainId = await this.node.chainId();
    const figures = { chainId, block: head.number, blockTime: isoSeconds(head.timestamp) };
    // The deployer only works when contracts are deployed or roles change hands.
    const roles = this.signers.roles.filter((role) => role !== 'deployer');
    const balances = await Promise.all(
      roles.map((role) => this.node.balance(this.signers.address(role))),
    );
    const low = roles.flatMap((role, i) => {
      const balance = balances[i] ?? 0n;
      return balance < LOW_BALANCE ? [`${role} (has ${formatEther(balance)})`] : [];
    });
    return low.length > 0
      ? { state: 'degraded', detail: `Send coin for gas to: ${low.join(', ')}.`, figures }
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
    const troubles = [...this.workers.dispatchers].flatMap(([role, dispatcher]) =>
      dispatcher.trouble ? [`${role}: ${dispatcher.trouble}`] : [],
    );
    const figures = {
      queued: Number(counts?.queued ?? 0),
      inFlight: Number(counts?.in_flight ?? 0),
      stuck: Number(counts?.stuck ?? 0),
      leading: [...this.workers.dispatchers.values()].filter((d) => d.leading).length,
    };
    if (figures.stuck > 0 || troubles.length > 0) {
      const detail =
        troubles.join('; ') || `${figures.stuck} commands have not moved for a minute.`;
      return { state: 'degraded', detail, figures };
    }
    return { state: 'ok', figures };
  }

  private get depth(): number {
    return this.workers.confirmations;
  }
}

const isoSeconds = (unix: number): string => new Date(unix * 1000).toISOString();
