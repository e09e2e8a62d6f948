import type { Pool, PoolClient } from 'pg';
import type { Db } from 'pg-boss';
import type { DataSource, EntityManager } from 'typeorm';
import type { PostgresQueryRunner } from 'typeorm/driver/postgres/PostgresQueryRunner.js';

/** The name of the queue library's schema; migrations/api/08-jobs.sql makes it. */
export const JOBS_SCHEMA = 'jobs';

/** The queue's statements through the application's own pool: no second set of connections. */
export const pooled = (dataSource: DataSource): Db => {
  const { master } = dataSource.driver as unknown as { master: Pool };
  return { executeSql: (text, values) => master.query(text, values) };
};

/** The queue's statements inside a running transaction: they commit or roll back with it. */
export const within = (em: EntityManager): Db => ({
  executeSql: async (text, values) => {
    const client = (await (em.queryRunner as PostgresQueryRunner).connect()) as PoolClient;
    return client.query(text, values);
  },
});
