import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The way out: redemption queues with their epochs, requests and orders, and whole bars for tokens. */
export class Redemptions1760000000015 implements MigrationInterface {
  name = 'Redemptions1760000000015';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- A queue of a token and when it deals. What it is set up with stands on the chain too.
      CREATE TABLE api.redemption_queue (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        satellite_id uuid UNIQUE REFERENCES api.satellite,
        state text NOT NULL
          CHECK (state IN ('requested', 'launching', 'open', 'paused', 'failed', 'rejected')),
        payment_token bytea NOT NULL CHECK (length(payment_token) = 20),
        payment_symbol text NOT NULL,
        payment_decimals smallint NOT NULL CHECK (payment_decimals BETWEEN 0 AND 18),
        price_max_age_seconds integer NOT NULL CHECK (price_max_age_seconds > 0),
        peg_feed bytea CHECK (length(peg_feed) = 20),
        peg_max_age_seconds integer,
        peg_band_bps integer,
        min_shares numeric(78, 0) NOT NULL CHECK (min_shares >= 0),
        patience_seconds integer NOT NULL CHECK (patience_seconds > 0),
        frequency text NOT NULL CHECK (frequency IN ('daily', 'weekly', 'monthly')),
        cut_off_minutes smallint NOT NULL CHECK (cut_off_minutes BETWEEN 0 AND 1439),
        settlement_days smallint NOT NULL CHECK (settlement_days BETWEEN 0 AND 30),
        address bytea UNIQUE CHECK (length(address) = 20),
        approval_id uuid REFERENCES api.approval,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT redemption_queue_peg CHECK (
          (peg_feed IS NULL) = (peg_max_age_seconds IS NULL)
          AND (peg_feed IS NULL) = (peg_band_bps IS NULL)),
        CONSTRAINT redemption_queue_launched CHECK (
          (state IN ('requested', 'rejected')) = (satellite_id IS NULL AND address IS NULL))
      );
      CREATE UNIQUE INDEX redemption_queue_token_idx ON api.redemption_queue (token_id)
        WHERE state <> 'rejected';

      -- Closed epochs as the chain tells of them.
      CREATE TABLE api.redemption_epoch (
        queue_id uuid NOT NULL REFERENCES api.redemption_queue,
        number integer NOT NULL CHECK (number > 0),
        closed_at timestamptz NOT NULL,
        shares numeric(78, 0) NOT NULL,
        settled_at timestamptz,
        settled_shares numeric(78, 0),
        assets numeric(78, 0),
        price numeric(78, 0),
        transaction_hash bytea,
        PRIMARY KEY (queue_id, number),
        CONSTRAINT redemption_epoch_settled CHECK (
          num_nonnulls(settled_at, settled_shares, assets, price, transaction_hash) IN (0, 5))
      );

      -- A holder's shares in one epoch, or one instant redemption: a projection of the journal.
      CREATE TABLE api.redemption (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        queue_id uuid NOT NULL REFERENCES api.redemption_queue,
        organisation_id uuid REFERENCES api.organisation,
        wallet_id uuid REFERENCES api.wallet,
        controller bytea NOT NULL CHECK (length(controller) = 20),
        lane text NOT NULL CHECK (lane IN ('queue', 'instant')),
        ordinal integer NOT NULL,
        epoch integer,
        state text NOT NULL CHECK (state IN
          ('requested', 'awaiting_strike', 'claimable', 'paid', 'cancelled', 'returned')),
        shares numeric(78, 0) NOT NULL CHECK (shares > 0),
        assets numeric(78, 0) NOT NULL,
        fee numeric(78, 0) NOT NULL,
        claimed_shares numeric(78, 0) NOT NULL,
        requested_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT redemption_once UNIQUE (queue_id, controller, lane, ordinal),
        CONSTRAINT redemption_epoch_of_queue CHECK ((lane = 'queue') = (epoch IS NOT NULL))
      );
      CREATE INDEX redemption_queue_list_idx ON api.redemption (queue_id, id);
      CREATE INDEX redemption_of_epoch_idx ON api.redemption (queue_id, epoch);
      CREATE INDEX redemption_organisation_idx ON api.redemption (organisation_id, id);

      -- What the treasurer does to a queue; one of a kind at a time, so that nobody settles twice.
      CREATE TABLE api.redemption_order (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        queue_id uuid NOT NULL REFERENCES api.redemption_queue,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        kind text NOT NULL CHECK (kind IN ('close', 'strike', 'fund', 'withdraw', 'lane')),
        state text NOT NULL
          CHECK (state IN ('requested', 'approved', 'settled', 'rejected', 'failed')),
        epoch integer,
        shares numeric(78, 0),
        nav_round bigint,
        nav numeric(78, 0),
        amount numeric(78, 0),
        fee_bps integer,
        account bytea CHECK (length(account) = 20),
        reason text NOT NULL,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid UNIQUE REFERENCES api.chain_command,
        transaction_hash bytea,
        block_number bigint,
        settled_at timestamptz,
        settled_amount numeric(78, 0),
        failure_code text,
        failure text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT redemption_order_settled_on_chain CHECK (
          (state = 'settled') = (transaction_hash IS NOT NULL AND block_number IS NOT NULL
            AND settled_at IS NOT NULL)),
        CONSTRAINT redemption_order_strike_is_whole CHECK (kind <> 'strike'
          OR num_nulls(epoch, shares, nav_round, nav, amount) = 0)
      );
      CREATE UNIQUE INDEX redemption_order_one_idx ON api.redemption_order (queue_id, kind)
        WHERE state IN ('requested', 'approved');
      CREATE INDEX redemption_order_queue_idx ON api.redemption_order (queue_id, id);

      -- One holder's entries of a queue, found without reading everybody's.
      CREATE INDEX ledger_log_redeemer_idx ON api.ledger_log
        (address, (coalesce(args ->> 'controller', args ->> 'owner')), block_number, log_index)
        WHERE contract = 'RedemptionQueue';

      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault'));
      CREATE UNIQUE INDEX satellite_one_bar_vault ON api.satellite (asset_id) WHERE kind = 'bar_vault';

      -- A whole bar for tokens: reserved here, then whatever the vault's contract says.
      CREATE TABLE api.bar_order (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        token_id uuid NOT NULL REFERENCES api.token,
        vault_id uuid NOT NULL REFERENCES api.satellite,
        organisation_id uuid REFERENCES api.organisation,
        wallet_id uuid REFERENCES api.wallet,
        holder bytea NOT NULL CHECK (length(holder) = 20),
        state text NOT NULL CHECK (state IN ('reserved', 'requested', 'accepted', 'shipped',
          'delivered', 'cancelled', 'reclaimed', 'lapsed')),
        bar_key bytea NOT NULL CHECK (length(bar_key) = 32),
        bar jsonb NOT NULL,
        amount_base_units numeric(78, 0) NOT NULL CHECK (amount_base_units > 0),
        delivery_document_id uuid REFERENCES api.document,
        delivery_hash bytea NOT NULL CHECK (length(delivery_hash) = 32),
        -- The vault's own number; null while only reserved.
        number bigint,
        bar_left boolean NOT NULL,
        reserved_until timestamptz NOT NULL,
        created_at timestamptz NOT NULL,
        changed_at timestamptz NOT NULL,
        CONSTRAINT bar_order_number_once UNIQUE (vault_id, number),
        CONSTRAINT bar_order_on_chain CHECK ((state IN ('reserved', 'lapsed')) = (number IS NULL))
      );
      -- One bar, one order: reserved, under way, or gone for good.
      CREATE UNIQUE INDEX bar_order_taken_idx ON api.bar_order (vault_id, bar_key)
        WHERE bar_left
          OR state IN ('reserved', 'requested', 'accepted', 'shipped', 'delivered');
      CREATE INDEX bar_order_token_idx ON api.bar_order (token_id, id);
      CREATE INDEX bar_order_organisation_idx ON api.bar_order (organisation_id, id);

      -- What the vault's officers do with an order, with the paper behind it.
      CREATE TABLE api.bar_step (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        order_id uuid NOT NULL REFERENCES api.bar_order,
        step text NOT NULL CHECK (step IN ('accept', 'ship', 'deliver', 'refuse', 'return')),
        state text NOT NULL
          CHECK (state IN ('requested', 'approved', 'settled', 'rejected', 'failed')),
        evidence_document_id uuid REFERENCES api.document,
        evidence_hash bytea CHECK (length(evidence_hash) = 32),
        reason text NOT NULL,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        approval_id uuid NOT NULL REFERENCES api.approval,
        operation_id uuid UNIQUE REFERENCES api.chain_command,
        transaction_hash bytea,
        settled_at timestamptz,
        failure_code text,
        failure text,
        created_at timestamptz NOT NULL,
        CONSTRAINT bar_step_evidence CHECK (step NOT IN ('ship', 'deliver', 'return')
          OR num_nulls(evidence_document_id, evidence_hash) = 0),
        CONSTRAINT bar_step_settled CHECK (
          (state = 'settled') = (transaction_hash IS NOT NULL AND settled_at IS NOT NULL))
      );
      CREATE UNIQUE INDEX bar_step_one_idx ON api.bar_step (order_id)
        WHERE state IN ('requested', 'approved');
      CREATE INDEX bar_step_order_idx ON api.bar_step (order_id, id);

      CREATE INDEX ledger_log_bar_idx ON api.ledger_log
        (address, (args ->> 'id'), block_number, log_index) WHERE contract = 'BarVault';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP INDEX api.ledger_log_bar_idx;
      DROP TABLE api.bar_step, api.bar_order;
      DROP INDEX api.satellite_one_bar_vault;
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue'));
      DROP INDEX api.ledger_log_redeemer_idx;
      DROP TABLE api.redemption_order, api.redemption, api.redemption_epoch, api.redemption_queue;
    `);
  }
}
