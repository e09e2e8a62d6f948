import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../platform/config.js';

/** Longer nobody waits for a lock on a place that others need; whoever must wait does so alone. */
const LOCK_PATIENCE_MS = 250;

/**
 * A connection of the groups' own. A statement that is given while another is under way is sent
 * behind it at once; the short patience with locks is the connection's, where it costs no trip.
 */
@Injectable()
export class GroupLine implements OnApplicationShutdown {
  private client: Promise<pg.Client> | null = null;

  constructor(private readonly config: Config) {}

  /** Resolves once the statement is committed. @throws pg.DatabaseError, or the connection's error */
  async commit(statement: pg.QueryConfig): Promise<void> {
    this.client ??= this.open();
    await (await this.client).query(statement);
  }

  async onApplicationShutdown(): Promise<void> {
    const client = await this.client?.catch(() => null);
    await client?.end();
  }

  /** Who is on a line that breaks hears of it by his statement; the next one asks for another. */
  private open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.config.env.DATABASE_URL,
      keepAlive: true,
      application_name: 'cadastre accepts',
      lock_timeout: LOCK_PATIENCE_MS,
      pipeline: true,
    });
    const opened = client.connect().then(() => client);
    const drop = (): void => {
      if (this.client === opened) this.client = null;
    };
    client.on('error', drop).on('end', drop);
    opened.catch(drop);
    return opened;
  }
}
