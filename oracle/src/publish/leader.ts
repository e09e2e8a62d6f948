import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../platform/config.js';
import { logLine } from '../platform/logger.js';

/** The lock's name; any number that nothing else in the database locks. */
const LOCK = 0x0c_ad_a5;

/**
 * Which of several oracle processes proposes and sends. The lock is a Postgres session advisory lock on
 * a connection of its own: it falls with the connection. The round check on-chain is the last fence.
 */
@Injectable()
export class Leader implements OnApplicationShutdown {
  private readonly logger = new Logger('leader');
  private client: pg.Client | null = null;
  leading = false;

  constructor(private readonly config: Config) {}

  /** Takes the lock if it is free. Answers whether this process leads, asked anew of the database. */
  async lead(): Promise<boolean> {
    const before = this.leading;
    try {
      this.client ??= await this.connect();
      this.leading = this.leading ? await this.holds() : await this.take();
    } catch {
      await this.drop();
    }
    if (before !== this.leading) {
      this.logger.log(logLine(this.leading ? 'leader_gained' : 'leader_lost'));
    }
    return this.leading;
  }

  async onApplicationShutdown(): Promise<void> {
    await this.drop();
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.config.env.DATABASE_URL,
      application_name: 'cadastre-oracle-leader',
      keepAlive: true,
    });
    client.on('error', () => {
      this.leading = false;
      this.client = null;
    });
    await client.connect();
    return client;
  }

  private async take(): Promise<boolean> {
    const result = await this.client?.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS taken',
      [LOCK],
    );
    return result?.rows[0]?.taken ?? false;
  }

  private async holds(): Promise<boolean> {
    const result = await this.client?.query<{ held: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1
         AND classid = 0 AND objsubid = 1 AND pid = pg_backend_pid() AND granted) AS held`,
      [LOCK],
    );
    return result?.rows[0]?.held ?? false;
  }

  private async drop(): Promise<void> {
    const client = this.client;
    this.client = null;
    this.leading = false;
    // Said aloud, the next leader need not wait for the server to notice the closed connection.
    await client?.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await client?.end().catch(() => undefined);
  }
}
