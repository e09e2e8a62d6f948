import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the calendar does by itself: it closes the epochs of redemption queues. */
export class Recurring1760000000022 implements MigrationInterface {
  name = 'Recurring1760000000022';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Nobody asks for what the dealing calendar does.
      ALTER TABLE api.redemption_order ALTER COLUMN requested_by DROP NOT NULL,
        ADD CONSTRAINT redemption_order_asked_by_somebody
          CHECK (requested_by IS NOT NULL OR kind = 'close');
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DELETE FROM api.redemption_order WHERE requested_by IS NULL;
      ALTER TABLE api.redemption_order DROP CONSTRAINT redemption_order_asked_by_somebody,
        ALTER COLUMN requested_by SET NOT NULL;
    `);
  }
}
