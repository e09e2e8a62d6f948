import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The further contracts of assets. */
export class Paying1760000000013 implements MigrationInterface {
  name = 'Paying1760000000013';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- A satellite belongs to no asset before the hub has tied it to one.
      ALTER TABLE api.ledger_contract ALTER COLUMN asset_key DROP NOT NULL;

      -- state follows from the steps; address and calls are known before anything is sent.
      CREATE TABLE api.satellite (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        kind text NOT NULL CHECK (kind IN ('distributor', 'offering', 'redemption_queue')),
        state text NOT NULL CHECK (state IN ('launching', 'enrolling', 'ready', 'failed')),
        address bytea NOT NULL UNIQUE CHECK (length(address) = 20),
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE INDEX satellite_asset ON api.satellite (asset_id, kind);
      CREATE UNIQUE INDEX satellite_only_one ON api.satellite (asset_id, kind)
        WHERE kind IN ('distributor', 'redemption_queue');

      -- What has to happen on the chain until it can be used; done when block_number says where.
      CREATE TABLE api.satellite_step (
        satellite_id uuid NOT NULL REFERENCES api.satellite,
        step text NOT NULL CHECK (step IN ('launch', 'enrol', 'register', 'exempt')),
        signer text NOT NULL,
        to_address bytea NOT NULL CHECK (length(to_address) = 20),
        data bytea NOT NULL,
        operation_id uuid REFERENCES api.chain_command,
        block_number bigint,
        transaction_hash bytea,
        failure_code text,
        failure text,
        PRIMARY KEY (satellite_id, step),
        CONSTRAINT satellite_step_done_somewhere
          CHECK ((block_number IS NULL) = (transaction_hash IS NULL))
      );
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.satellite_step, api.satellite;
      DELETE FROM api.ledger_contract WHERE asset_key IS NULL;
      ALTER TABLE api.ledger_contract ALTER COLUMN asset_key SET NOT NULL;
    `);
  }
}
