import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../platform/config.js';
import { ABREAST } from './gather.js';

/** Longer nobody waits for a lock on a place that others need; whoever must wait does so alone. */
const LOCK_PATIENCE_MS = 250;

/**
 * The groups' own connections, one for each that is under way: two are written at once, by two
 * processes of the database. The short patience with locks is the connections', where it costs no trip.
 */
@Injectable()
export class GroupLine implements OnApplicationShutdown {
  private readonly logger = new Logger('accepts');
  private readonly pool: pg.Pool;

  constructor({ env }: Config) {
    this.pool = new pg.Pool({
      connectionString: env.DATABASE_URL,
      max: ABREAST,
      keepAlive: true,
      application_name: 'cadastre accepts',
      lock_timeout: LOCK_PATIENCE_MS,
    });
    // One that broke while nobody used it is replaced; who is on one that breaks hears of it by the statement.
    this.pool.on('error', ({ message }) => this.logger.warn(message));
  }

  /** Resolves once the statement is committed. @throws pg.DatabaseError, or the connection's error */
  async commit(statement: pg.QueryConfig): Promise<void> {
    await this.pool.query(statement);
  }

  onApplicationShutdown(): Promise<void> {
    return this.pool.end();
  }
}
