import { Injectable, Logger } from '@nestjs/common';
import { Rpc } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { SightingStore, type Sighting } from '../storage/sightings.js';
import { readGuards } from './guard.js';
import { lookAt } from './look.js';

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
        const sighting = await lookAt(this.rpc, belief, block, guards);
        await this.sightings.keep(sighting, this.clock.date());
        this.tell(sighting);
        found.push(sighting);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return found.sort((a, b) => (a.feed < b.feed ? -1 : 1));
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
