import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which `DATA_KEY` everything in this database is sealed with, by its fingerprint; one row, from the first start on. */
export class DataKey1760000000039 implements MigrationInterface {
  name = 'DataKey1760000000039';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.data_key (
        one boolean PRIMARY KEY DEFAULT true CHECK (one),
        fingerprint text NOT NULL,
        since timestamptz NOT NULL);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE api.data_key');
  }
}
