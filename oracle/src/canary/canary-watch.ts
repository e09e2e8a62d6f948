import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';
import { Canary } from './canary.js';

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
    await Promise.race([this.watching, sleep(1_000, undefined, { ref: false })]);
  }

  private async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      await this.canary.look().catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error);
        this.logger.error(logLine('canary_failed', { reason }));
      });
      await sleep(this.config.env.CANARY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}
