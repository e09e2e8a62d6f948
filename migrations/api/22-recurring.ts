import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the calendar does by itself: epochs of redemption queues close, distributions repeat. */
export class Recurring1760000000022 implements MigrationInterface {
  name = 'Recurring1760000000022';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Nobody asks for what the dealing calendar does.
      ALTER TABLE api.redemption_order ALTER COLUMN requested_by DROP NOT NULL,
        ADD CONSTRAINT redemption_order_asked_by_somebody
          CHECK (requested_by IS NOT NULL OR kind = 'close');

      -- terms count from the occurrence terms_from; next_record_date follows from them.
      CREATE TABLE api.distribution_schedule (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('proposed', 'active', 'paused', 'ended', 'dropped')),
        terms jsonb NOT NULL,
        terms_from integer NOT NULL CHECK (terms_from >= 1),
        next_number integer NOT NULL CHECK (next_number >= terms_from),
        next_record_date date NOT NULL,
        approval_id uuid REFERENCES api.approval,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE INDEX distribution_schedule_asset ON api.distribution_schedule (asset_id, id);
      CREATE INDEX distribution_schedule_due ON api.distribution_schedule (next_record_date)
        WHERE state = 'active';

      -- An occurrence becomes one draft, if any.
      CREATE TABLE api.distribution_occurrence (
        schedule_id uuid NOT NULL REFERENCES api.distribution_schedule,
        number integer NOT NULL CHECK (number >= 1),
        nominal_date date NOT NULL,
        record_date date NOT NULL,
        payment_date date NOT NULL,
        sheet jsonb,
        distribution_id uuid UNIQUE REFERENCES api.distribution,
        PRIMARY KEY (schedule_id, number)
      );

      ALTER TABLE api.distribution ADD sheet jsonb;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.distribution DROP sheet;
      DROP TABLE api.distribution_occurrence, api.distribution_schedule;
      DELETE FROM api.redemption_order WHERE requested_by IS NULL;
      ALTER TABLE api.redemption_order DROP CONSTRAINT redemption_order_asked_by_somebody,
        ALTER COLUMN requested_by SET NOT NULL;
    `);
  }
}
