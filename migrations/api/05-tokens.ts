import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tokens as designed and deployed, and the orders that change supply or freeze accounts. */
export class Tokens1760000000005 implements MigrationInterface {
  name = 'Tokens1760000000005';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- rules: what the contract is deployed with; a null or empty rule is off.
      CREATE TABLE api.token (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL UNIQUE REFERENCES api.asset,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('designed', 'deploying', 'live', 'paused')),
        name text NOT NULL,
        symbol text NOT NULL,
        decimals smallint NOT NULL CHECK (decimals BETWEEN 0 AND 18),
        rules jsonb NOT NULL,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        address bytea UNIQUE CHECK (length(address) = 20),
        nav_feed bytea UNIQUE CHECK (length(nav_feed) = 20),
        reserve_feed bytea UNIQUE CHECK (length(reserve_feed) = 20),
        deployed_block bigint,
        deployed_at timestamptz,
        deployed_transaction bytea,
        failure_code text,
        failure text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT token_live_is_on_chain CHECK (
          (state IN ('live', 'paused')) = (address IS NOT NULL AND nav_feed IS NOT NULL
            AND reserve_feed IS NOT NULL AND deployed_block IS NOT NULL))
      );
      CREATE INDEX token_organisation ON api.token (organisation_id, id);

      -- A mint or burn. spend_id is what the contract spends once; settled only by the ledger.
      CREATE TABLE api.supply_order (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        kind text NOT NULL CHECK (kind IN ('mint', 'burn')),
        state text NOT NULL CHECK (state IN ('requested', 'approved', 'settled', 'rejected', 'failed')),
        wallet_id uuid NOT NULL REFERENCES api.wallet,
        wallet_address bytea NOT NULL CHECK (length(wallet_address) = 20),
        consideration_cents numeric(78, 0) NOT NULL CHECK (consideration_cents > 0),
        nav_round bigint NOT NULL,
        nav numeric(78, 0) NOT NULL CHECK (nav > 0),
        amount_base_units numeric(78, 0) NOT NULL CHECK (amount_base_units > 0),
        -- Dollars × 10^(6 + decimals): what buys less than one base unit, and stays with the fund.
        residual numeric(78, 0) NOT NULL CHECK (residual >= 0),
        spend_id bigint NOT NULL UNIQUE,
        reason text NOT NULL,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        transaction_hash bytea,
        block_number bigint,
        settled_at timestamptz,
        failure_code text,
        failure text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT supply_order_settled_on_chain CHECK (
          (state = 'settled') = (transaction_hash IS NOT NULL AND block_number IS NOT NULL
            AND settled_at IS NOT NULL))
      );
      CREATE INDEX supply_order_token ON api.supply_order (token_id, id);
      CREATE INDEX supply_order_settled ON api.supply_order (token_id, block_number)
        WHERE state = 'settled';

      -- Freezing or releasing an account on one token, by two officers.
      CREATE TABLE api.control_order (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        kind text NOT NULL CHECK (kind IN ('freeze', 'unfreeze')),
        state text NOT NULL CHECK (state IN ('requested', 'approved', 'settled', 'rejected', 'failed')),
        wallet_id uuid NOT NULL REFERENCES api.wallet,
        wallet_address bytea NOT NULL CHECK (length(wallet_address) = 20),
        reason text NOT NULL,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        transaction_hash bytea,
        block_number bigint,
        settled_at timestamptz,
        failure_code text,
        failure text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT control_order_settled_on_chain CHECK (
          (state = 'settled') = (transaction_hash IS NOT NULL AND block_number IS NOT NULL
            AND settled_at IS NOT NULL))
      );
      CREATE INDEX control_order_token ON api.control_order (token_id, id);
      CREATE UNIQUE INDEX control_order_operation ON api.control_order (operation_id)
        WHERE operation_id IS NOT NULL;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE api.control_order, api.supply_order, api.token');
  }
}
