import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../platform/config.js';

/** What a query is run on: the pool, or the one connection of a transaction. */
export interface Sql {
  <T extends object>(text: string, values?: unknown[]): Promise<T[]>;
}

/** The oracle's own schema in Postgres, in plain SQL. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private readonly pool: pg.Pool;

  constructor(readonly config: Config) {
    this.pool = new pg.Pool({
      connectionString: config.env.DATABASE_URL,
      max: 8,
      application_name: 'cadastre-oracle',
    });
    // An idle connection that breaks is replaced at the next query; unheard, it would end the process.
    this.pool.on('error', () => undefined);
  }

  readonly sql: Sql = async <T extends object>(text: string, values: unknown[] = []) => {
    const { rows } = await this.pool.query<T>(text, values);
    return rows;
  };

  /** Runs `work` in one transaction: committed when it returns, rolled back when it throws. */
  async transaction<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    const sql: Sql = async <R extends object>(text: string, values: unknown[] = []) =>
      (await client.query<R>(text, values)).rows;
    try {
      await client.query('BEGIN');
      const result = await work(sql);
      await client.query('COMMIT');
      client.release();
      return result;
    } catch (error) {
      await client.query('ROLLBACK').then(
        () => client.release(),
        (broken: unknown) => client.release(broken instanceof Error ? broken : true),
      );
      throw error;
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pool.end();
  }
}
