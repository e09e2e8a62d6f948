import { Injectable, Logger } from '@nestjs/common';
import { Rpc } from '../chain/rpc.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { SightingStore, type Sighting } from '../storage/sightings.js';
import { lookAtAll } from './look.js';

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
  async look(stop?: AbortSignal): Promise<Sighting[]> {
    const beliefs = await this.sightings.beliefs();
    const found: Sighting[] = [];
    const guards = this.config.env.ORACLE_MINT_GUARDS ?? [];
    await lookAtAll(this.rpc, beliefs, { guards, ...(stop && { stop }) }, async (sighting) => {
      await this.sightings.keep(sighting, this.clock.date());
      this.tell(sighting);
      found.push(sighting);
    });
    return found.sort((a, b) => (a.feed < b.feed ? -1 : 1));
  }

  /**
   * How long nobody need look, ms: whoever shares the database has looked or is looking. Zero or less where it is time.
   */
  async idle(): Promise<number> {
    const newest = await this.sightings.newest();
    return newest === null
      ? 0
      : newest.getTime() + this.config.env.CANARY_MS - this.clock.date().getTime();
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
