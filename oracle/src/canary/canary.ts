import { Injectable, Logger } from '@nestjs/common';
import { isError } from 'ethers';
import { readDecimals, readLatest, readRound } from '../chain/aggregator.js';
import { readStaleness } from '../chain/feed.js';
import { Rpc, RpcError, type Block } from '../chain/rpc.js';
import { readToken } from '../chain/token.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { SightingStore, type Belief, type Sighting } from '../storage/sightings.js';
import { readGuards, type Guard } from './guard.js';
import { judge } from './judge.js';
import { judgeGuard } from './judge-guard.js';

/** Feeds looked at together: enough to be quick, few enough to leave the node to others. */
const AT_ONCE = 8;

/** Reads each feed as a contract would, at one block, and compares with what was published. */
@Injectable()
export class Canary {
  private readonly logger = new Logger('canary');
  private readonly alarmed = new Set<string>();

  constructor(
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly rpc: Rpc,
    private readonly sightings: SightingStore,
  ) {}

  /** One look at every listed feed, kept. @throws RpcUnreachable */
  async look(): Promise<Sighting[]> {
    const block = await this.rpc.block('latest');
    const guards = await readGuards(this.rpc, this.config.env.ORACLE_MINT_GUARDS, block.number);
    const left = (await this.sightings.beliefs()).values();
    const found: Sighting[] = [];
    const worker = async () => {
      for (const belief of left) {
        const sighting = await this.at(belief, block, guards);
        await this.sightings.keep(sighting, this.clock.date());
        this.tell(sighting);
        found.push(sighting);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found.sort((a, b) => (a.feed < b.feed ? -1 : 1));
  }

  /** The token asks, as a contract that relies on the feed does. */
  private async at(belief: Belief, block: Block, guards: readonly Guard[]): Promise<Sighting> {
    const { feed, token, round: ours } = belief;
    const at = block.number;
    try {
      const [latest, believed, decimals, staleness, supply] = await Promise.all([
        readLatest(this.rpc, feed, at, token),
        ours ? readRound(this.rpc, feed, BigInt(ours.round), at, token) : null,
        readDecimals(this.rpc, feed, at, token),
        readStaleness(this.rpc, feed, at, token),
        readToken(this.rpc, token, at),
      ]);
      const look = { latest, believed, decimals, ...staleness, blockTime: block.timestamp };
      const seen = {
        round: Number(latest.round),
        answer: latest.answer,
        valuationTime: Number(latest.startedAt),
        updatedAt: Number(latest.updatedAt),
        decimals,
        status: staleness.status,
      };
      const verdict = judge(belief, look);
      const open = guards
        .filter(({ rules }) => rules.feed === feed)
        .map((guard) => judgeGuard(guard, seen, supply, block.timestamp))
        .find((one) => one !== null);
      const worst = verdict.verdict === 'AGREES' ? (open ?? verdict) : verdict;
      return { feed, block: at, seen, supply, ...worst };
    } catch (error) {
      if (!(error instanceof RpcError || isError(error, 'BAD_DATA'))) throw error;
      const nothing = { seen: null, supply: null };
      return { feed, block: at, verdict: 'UNREADABLE', reason: error.message, ...nothing };
    }
  }

  /** One line when a feed stops to agree, and one when it agrees again. */
  private tell({ feed, verdict, reason, block }: Sighting): void {
    const agrees = verdict === 'AGREES';
    if (agrees !== this.alarmed.has(feed)) return;
    if (agrees) this.alarmed.delete(feed);
    else this.alarmed.add(feed);
    const line = logLine('canary', { feed, verdict, reason, block });
    if (agrees) this.logger.log(line);
    else this.logger.error(line);
  }
}
