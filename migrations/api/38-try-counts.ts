import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How often something was tried lately, for all processes together. Columns as `rate-limiter-flexible` has them; a key
 * is a keyed hash, `expire` the end of its window in milliseconds.
 */
export class TryCounts1760000000038 implements MigrationInterface {
  name = 'TryCounts1760000000038';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.try_count (
        key varchar(255) PRIMARY KEY,
        points integer NOT NULL DEFAULT 0,
        expire bigint NOT NULL);
      CREATE INDEX try_count_expire_idx ON api.try_count (expire);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE api.try_count');
  }
}
