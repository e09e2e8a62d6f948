import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What an issuer does to all holders of an asset at once: conversions, calls, maturities. */
export class CorporateActions1760000000021 implements MigrationInterface {
  name = 'CorporateActions1760000000021';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault', 'ballot',
          'corporate_actions'));
      CREATE UNIQUE INDEX satellite_one_corporate_actions ON api.satellite (asset_id)
        WHERE kind = 'corporate_actions';

      -- burned is of the asset, gained of the new token or of the payment; base units.
      CREATE TABLE api.corporate_action (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('draft', 'announcing', 'announced', 'open', 'completed',
          'withdrawn', 'cancelled')),
        kind text NOT NULL CHECK (kind IN ('conversion', 'call', 'maturity')),
        document_id uuid NOT NULL REFERENCES api.document,
        document_hash bytea NOT NULL CHECK (length(document_hash) = 32),
        effective_at timestamptz NOT NULL,
        payment_token bytea CHECK (length(payment_token) = 20),
        payment_symbol text,
        payment_decimals smallint,
        price numeric(78, 0) CHECK (price > 0),
        new_token_id uuid REFERENCES api.token,
        numerator bigint CHECK (numerator > 0),
        denominator bigint CHECK (denominator > 0),
        calculated_block bigint NOT NULL,
        holders integer NOT NULL,
        burned numeric(78, 0) NOT NULL,
        gained numeric(78, 0) NOT NULL,
        remainder numeric(78, 0) NOT NULL,
        lines_hash bytea NOT NULL,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        funding_operation_id uuid REFERENCES api.chain_command,
        contract bytea CHECK (length(contract) = 20),
        chain_number bigint,
        funded numeric(78, 0) NOT NULL,
        returned numeric(78, 0) NOT NULL,
        failure_code text,
        failure text,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT corporate_action_of_its_kind CHECK (CASE WHEN kind = 'conversion'
          THEN num_nulls(new_token_id, numerator, denominator) = 0 AND num_nonnulls(payment_token, price) = 0
          ELSE num_nonnulls(new_token_id, numerator, denominator) = 0
            AND num_nulls(payment_token, payment_symbol, payment_decimals, price) = 0 END),
        CONSTRAINT corporate_action_is_on_chain CHECK (
          state NOT IN ('announced', 'open', 'completed', 'withdrawn')
          OR num_nulls(contract, chain_number) = 0)
      );
      CREATE INDEX corporate_action_asset_idx ON api.corporate_action (asset_id, id);
      CREATE UNIQUE INDEX corporate_action_on_chain_idx ON api.corporate_action (contract, chain_number)
        WHERE chain_number IS NOT NULL;

      -- before, burned, gained: what a calculation shows; settled_*: what the chain has done, over all rounds.
      CREATE TABLE api.corporate_action_line (
        action_id uuid NOT NULL REFERENCES api.corporate_action,
        account bytea NOT NULL CHECK (length(account) = 20),
        before numeric(78, 0) NOT NULL,
        burned numeric(78, 0) NOT NULL,
        gained numeric(78, 0) NOT NULL,
        settled_burned numeric(78, 0) NOT NULL DEFAULT 0 CHECK (settled_burned >= 0),
        settled_gained numeric(78, 0) NOT NULL DEFAULT 0 CHECK (settled_gained >= 0),
        state text NOT NULL CHECK (state IN ('due', 'settling', 'skipped', 'done', 'nothing')),
        obstacle text,
        operation_id uuid,
        transaction_hash bytea,
        PRIMARY KEY (action_id, account)
      );
      CREATE INDEX corporate_action_line_operation ON api.corporate_action_line (operation_id)
        WHERE operation_id IS NOT NULL;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.corporate_action_line, api.corporate_action;
      DROP INDEX api.satellite_one_corporate_actions;
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault', 'ballot'));
    `);
  }
}
