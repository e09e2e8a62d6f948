import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { Canary } from './canary.js';

/** How long a look that is under way may take once the process is to stop. */
const PATIENCE_MS = 3_000;

/** Lets the canary look again and again until the process stops, whoever leads. */
@Injectable()
export class CanaryWatch implements BeforeApplicationShutdown {
  private readonly logger = new Logger('canary');
  private readonly stopping = new AbortController();
  private watching: Promise<void> | null = null;

  constructor(
    private readonly config: Config,
    private readonly canary: Canary,
  ) {}

  start(): void {
    this.watching ??= this.run(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    // A look that waits for the chain is left; a feed that it has not kept it has not seen.
    await Promise.race([this.watching, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  private async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const pause = await this.turn(stop).catch((error: unknown) => {
        // What was left when the process stopped finds nothing to write into.
        if (!stop.aborted) {
          const reason = error instanceof Error ? error.message : String(error);
          this.logger.error(logLine('canary_failed', { reason }));
        }
        return this.config.env.CANARY_MS;
      });
      // Not all nodes of a database at the same moment: one looks, and the others find that it has.
      await sleep(pause * (1 + Math.random() / 10), undefined, { signal: stop }).catch(
        () => undefined,
      );
    }
  }

  /** Looks where it is time to. @returns ms until it may be time again */
  private async turn(stop: AbortSignal): Promise<number> {
    const { CANARY_MS: most } = this.config.env;
    const idle = await this.canary.idle();
    if (idle > 0) return Math.min(idle, most);
    await this.canary.look(stop);
    return most;
  }
}
