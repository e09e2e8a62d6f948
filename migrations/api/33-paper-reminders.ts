import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which reminders were given that a paper ends. */
export class PaperReminders1760000000033 implements MigrationInterface {
  name = 'PaperReminders1760000000033';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.document_reminder (
        document_id uuid NOT NULL REFERENCES api.document,
        days_before integer NOT NULL,
        reminded_at timestamptz NOT NULL,
        PRIMARY KEY (document_id, days_before)
      );
      CREATE INDEX document_valid_until ON api.document (valid_until) WHERE valid_until IS NOT NULL;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.document_reminder;
      DROP INDEX api.document_valid_until;
    `);
  }
}
