import { setTimeout as sleep } from 'node:timers/promises';
import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { logLine } from './logger.js';

type Worker = (stop: AbortSignal) => Promise<void>;

/**
 * What runs beside the requests. Workers are named at start-up and begin only when the process
 * serves (`start`), so that tests and one-off commands can leave them out.
 */
@Injectable()
export class Workers implements BeforeApplicationShutdown {
  private readonly logger = new Logger('workers');
  private readonly named = new Map<string, Worker>();
  private readonly running: Promise<void>[] = [];
  private readonly stopping = new AbortController();

  /** A worker that runs until `stop` is aborted. */
  add(name: string, work: Worker): void {
    this.named.set(name, work);
  }

  /** A step repeated `pauseMs` after it ended. A failing step is logged and tried again. */
  every(name: string, pauseMs: number, step: (stop: AbortSignal) => Promise<void>): void {
    this.add(name, async (stop) => {
      while (!stop.aborted) {
        await step(stop).catch((error: unknown) => this.failed(name, error));
        await sleep(pauseMs, undefined, { signal: stop }).catch(() => undefined);
      }
    });
  }

  start(): void {
    for (const [name, work] of this.named) {
      this.running.push(
        work(this.stopping.signal).catch((error: unknown) => this.failed(name, error)),
      );
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await Promise.all(this.running);
  }

  private failed(name: string, error: unknown): void {
    if (this.stopping.signal.aborted) return;
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.logger.error(`${logLine('worker_failed', { worker: name })}\n${reason}`);
  }
}
