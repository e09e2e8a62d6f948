import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents that could not be used, and why: what an operator shows to whoever sent them. */
export class Quarantine1760000000106 implements MigrationInterface {
  name = 'Quarantine1760000000106';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE TABLE oracle.quarantine (
      document_id uuid NOT NULL REFERENCES oracle.raw_document,
      code text NOT NULL,
      reason text NOT NULL,
      first_at timestamptz NOT NULL,
      last_at timestamptz NOT NULL,
      -- How often a document of this source was refused for this.
      times bigint NOT NULL DEFAULT 1,
      PRIMARY KEY (document_id, code)
    )`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE oracle.quarantine');
  }
}
