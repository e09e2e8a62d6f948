import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The further contracts of assets, and income paid to their holders. */
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
    await q.query(recordDates);
    await q.query(distributions);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.distribution_line, api.distribution, api.withholding_rate;
      DROP FUNCTION api.ledger_holders_before(bytea, bigint, integer);
      DROP TABLE api.satellite_step, api.satellite;
      DELETE FROM api.ledger_contract WHERE asset_key IS NULL;
      ALTER TABLE api.ledger_contract ALTER COLUMN asset_key SET NOT NULL;
    `);
  }
}

const recordDates = `
  -- What each account held before a log of a block: where a record date was opened in the middle of
  -- a block, what moved later in it does not count.
  CREATE FUNCTION api.ledger_holders_before(of_token bytea, at_block bigint, at_log integer)
    RETURNS TABLE (holder bytea, balance numeric) LANGUAGE sql STABLE AS $$
    WITH moved AS (
      SELECT account, sum(amount) AS amount FROM (
        SELECT receiver AS account, amount FROM api.ledger_transfer
          WHERE token = of_token AND block_number = at_block AND log_index > at_log
        UNION ALL
        SELECT sender, -amount FROM api.ledger_transfer
          WHERE token = of_token AND block_number = at_block AND log_index > at_log) AS later
      GROUP BY account
    ), held AS (
      SELECT h.holder, coalesce(CASE WHEN h.block_number <= at_block THEN h.balance ELSE (
        SELECT c.balance FROM api.holding_change c
        WHERE c.holder = h.holder AND c.token = h.token AND c.block_number <= at_block
        ORDER BY c.block_number DESC LIMIT 1) END, 0) AS balance
      FROM api.holding h WHERE h.token = of_token
    )
    SELECT held.holder, held.balance - coalesce(moved.amount, 0)
    FROM held LEFT JOIN moved ON moved.account = held.holder
    WHERE held.balance - coalesce(moved.amount, 0) > 0 $$;
`;

const distributions = `
  -- Tax at source by kind of income and country (ISO 3166-1 numeric; 0 for all others), parts of ten
  -- thousand; form_rate_bps for whoever has an accepted form on file.
  CREATE TABLE api.withholding_rate (
    kind text NOT NULL CHECK (kind IN ('income', 'rent', 'coupon')),
    country smallint NOT NULL CHECK (country BETWEEN 0 AND 999),
    rate_bps integer NOT NULL CHECK (rate_bps BETWEEN 0 AND 10000),
    form_rate_bps integer CHECK (form_rate_bps BETWEEN 0 AND rate_bps),
    source text NOT NULL,
    PRIMARY KEY (kind, country)
  );

  -- Amounts are base units of the payment token, but eligible and balances of the asset.
  CREATE TABLE api.distribution (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    asset_id uuid NOT NULL REFERENCES api.asset,
    token_id uuid NOT NULL REFERENCES api.token,
    organisation_id uuid NOT NULL REFERENCES api.organisation,
    state text NOT NULL CHECK (state IN ('draft', 'snapshot', 'calculated', 'approved', 'funded',
      'payable', 'closed', 'cancelled')),
    kind text NOT NULL CHECK (kind IN ('income', 'rent', 'coupon')),
    taxation text NOT NULL CHECK (taxation IN ('at_source', 'by_holder')),
    payment_token bytea NOT NULL CHECK (length(payment_token) = 20),
    payment_symbol text NOT NULL,
    payment_decimals smallint NOT NULL,
    amount numeric(78, 0) NOT NULL CHECK (amount > 0),
    record_date date NOT NULL,
    claim_years smallint NOT NULL CHECK (claim_years BETWEEN 3 AND 20),
    document_id uuid NOT NULL REFERENCES api.document,
    document_hash bytea NOT NULL CHECK (length(document_hash) = 32),
    record_operation_id uuid REFERENCES api.chain_command,
    record_number bigint,
    record_block bigint,
    record_log_index integer,
    recorded_at timestamptz,
    excluded bytea[] NOT NULL,
    eligible numeric(78, 0),
    carried_in numeric(78, 0),
    allocated numeric(78, 0),
    remainder numeric(78, 0),
    withheld numeric(78, 0),
    holders integer,
    unrated integer,
    lines_hash bytea,
    calculated_at timestamptz,
    approval_id uuid REFERENCES api.approval,
    expires_at timestamptz,
    operation_id uuid REFERENCES api.chain_command,
    distributor bytea CHECK (length(distributor) = 20),
    chain_number bigint,
    opened_block bigint,
    push_round integer NOT NULL DEFAULT 0,
    expiry_announced_at timestamptz,
    claims_end_at timestamptz,
    carried_out numeric(78, 0),
    closed_block bigint,
    failure_code text,
    failure text,
    requested_by uuid NOT NULL REFERENCES api.user_account,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT distribution_payable_is_on_chain CHECK (
      state NOT IN ('payable', 'closed') OR (chain_number IS NOT NULL AND opened_block IS NOT NULL)),
    CONSTRAINT distribution_recorded CHECK (
      (record_block IS NULL) = (record_number IS NULL)
      AND (record_block IS NULL) = (record_log_index IS NULL))
  );
  CREATE INDEX distribution_asset ON api.distribution (asset_id, id);
  CREATE UNIQUE INDEX distribution_on_chain ON api.distribution (distributor, chain_number)
    WHERE chain_number IS NOT NULL;

  -- pushing: a command is on its way; skipped: the chain passed it over, with the obstacle; set_aside:
  -- left to its holder's claim. Only facts make a line paid.
  CREATE TABLE api.distribution_line (
    distribution_id uuid NOT NULL REFERENCES api.distribution ON DELETE CASCADE,
    account bytea NOT NULL CHECK (length(account) = 20),
    balance numeric(78, 0) NOT NULL CHECK (balance > 0),
    investor_number numeric(20, 0),
    country smallint,
    form text,
    rate_bps integer,
    gross numeric(78, 0) NOT NULL,
    withheld numeric(78, 0) NOT NULL,
    state text NOT NULL CHECK (state IN ('due', 'pushing', 'skipped', 'set_aside', 'paid')),
    push_round integer NOT NULL DEFAULT 0,
    operation_id uuid,
    obstacle text,
    paid numeric(78, 0),
    payee bytea,
    paid_block bigint,
    paid_transaction bytea,
    PRIMARY KEY (distribution_id, account),
    CONSTRAINT distribution_line_paid CHECK ((state = 'paid') = (paid IS NOT NULL))
  );
  CREATE INDEX distribution_line_account ON api.distribution_line (account, distribution_id);
  CREATE INDEX distribution_line_operation ON api.distribution_line (operation_id)
    WHERE operation_id IS NOT NULL;
`;
