import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What each party remembers of its sources: the last number of a custodian's statements. */
export class Sources1760000000102 implements MigrationInterface {
  name = 'Sources1760000000102';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`CREATE TABLE oracle.source_memory (
      -- The proposer, or a signer's address.
      party text NOT NULL,
      name text NOT NULL,
      value text NOT NULL,
      PRIMARY KEY (party, name)
    )`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE oracle.source_memory');
  }
}
