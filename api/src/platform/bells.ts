import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { logLine } from './logger.js';

/** Between two of ours: under load each is a transaction that many commits share. Nobody acts faster than the chain. */
const GATHER_MS = 20;

/**
 * Sends notifications after the commit they tell of, many in one statement. A NOTIFY inside the
 * transaction would make commits wait for each other (the server takes one lock for all of them),
 * where otherwise many share one flush to disk. One that a crash swallows is no loss: whoever
 * listens also looks for itself.
 */
export class Bells {
  private readonly logger = new Logger('bells');
  private waiting = new Map<string, [channel: string, payload: string]>();
  private ringing = false;

  constructor(private readonly dataSource: DataSource) {}

  ring(channel: string, payload: string): void {
    this.waiting.set(`${channel}\n${payload}`, [channel, payload]);
    if (!this.ringing) void this.drain();
  }

  private async drain(): Promise<void> {
    this.ringing = true;
    try {
      while (this.waiting.size > 0) {
        // What one commit rings goes out together.
        await nextTurn();
        const taken = [...this.waiting.values()];
        this.waiting = new Map();
        await this.dataSource.query(
          'SELECT pg_notify(b.channel, b.payload) FROM unnest($1::text[], $2::text[]) AS b(channel, payload)',
          [taken.map(([channel]) => channel), taken.map(([, payload]) => payload)],
        );
        await sleep(GATHER_MS);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.logger.warn(logLine('notification_lost', { reason }));
    } finally {
      this.ringing = false;
    }
  }
}
