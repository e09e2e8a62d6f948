import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Engine } from './engine.js';
import { Metrics } from './metrics/metrics.js';
import { Config } from './platform/config.js';
import { logLine } from './platform/logger.js';

/** How long a beat that is under way may take once the process is to stop. */
const PATIENCE_MS = 3_000;

/** Beats the engine until the process stops. A beat that fails is logged and the next one comes. */
@Injectable()
export class Heart implements BeforeApplicationShutdown {
  private readonly logger = new Logger('heart');
  private readonly stopping = new AbortController();
  private beating: Promise<void> | null = null;

  constructor(
    private readonly config: Config,
    private readonly engine: Engine,
    private readonly metrics: Metrics,
  ) {}

  start(): void {
    this.beating ??= this.run(this.stopping.signal);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    // A beat that hangs on a source is left: whatever it has not stored it has not done.
    await Promise.race([this.beating, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  private async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.metrics
        .timed(() => this.engine.beat())
        .catch((error: unknown) => {
          // What was left when the process stopped finds nothing to write into.
          if (stop.aborted) return;
          const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
          this.logger.error(`${logLine('beat_failed')}\n${reason}`);
        });
      await sleep(this.config.env.POLL_MS, undefined, { signal: stop }).catch(() => undefined);
    }
    await this.engine.settled().catch(() => undefined);
  }
}
