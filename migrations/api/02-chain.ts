import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The two doors: commands going down to the chain, facts coming up from it. */
export class Chain1760000000002 implements MigrationInterface {
  name = 'Chain1760000000002';

  async up(q: QueryRunner): Promise<void> {
    await q.query(outbox);
    await q.query(journal);
    await q.query(projections);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.feed_parked, api.feed_round, api.registration_change, api.registration, api.token_supply_change, api.token_supply,
        api.holding_change, api.holding, api.ledger_log, api.ledger_contract, api.ledger_block,
        api.ledger_cursor, api.chain_command_event, api.chain_command_attempt, api.chain_command,
        api.chain_signer;
      DROP SEQUENCE api.chain_spend_id;
    `);
  }
}

const outbox = `
  CREATE SEQUENCE api.chain_spend_id AS bigint;
  COMMENT ON SEQUENCE api.chain_spend_id IS
    'Operation ids the contracts spend once; a restored database must be moved past the last one used';

  -- One row per key that sends. epoch fences: who lost the leadership cannot write any more.
  CREATE TABLE api.chain_signer (
    address bytea PRIMARY KEY CHECK (length(address) = 20),
    role text NOT NULL,
    next_nonce bigint NOT NULL DEFAULT 0 CHECK (next_nonce >= 0),
    epoch bigint NOT NULL DEFAULT 0,
    led_since timestamptz
  );

  CREATE TABLE api.chain_command (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    -- Order of sending within one signer.
    seq bigint GENERATED ALWAYS AS IDENTITY UNIQUE,
    kind text NOT NULL,
    signer text NOT NULL,
    signer_address bytea NOT NULL CHECK (length(signer_address) = 20),
    to_address bytea NOT NULL CHECK (length(to_address) = 20),
    data bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('queued', 'simulated', 'signed', 'sent', 'mined',
      'confirmed', 'rejected', 'reverted', 'replaced')),
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    organisation_id uuid,
    requested_by uuid,
    correlation_id text NOT NULL,
    nonce bigint,
    transaction_hash bytea,
    block_number bigint,
    block_hash bytea,
    succeeded boolean,
    gas_used bigint,
    fee_wei numeric(78, 0),
    reason_code text,
    reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((nonce IS NULL) = (state IN ('queued', 'simulated', 'rejected'))),
    CHECK ((block_number IS NULL) = (state NOT IN ('mined', 'confirmed', 'reverted'))),
    CHECK (state <> 'rejected' OR reason_code IS NOT NULL)
  );
  CREATE INDEX chain_command_queue ON api.chain_command (signer_address, seq)
    WHERE state IN ('queued', 'simulated', 'signed', 'sent', 'mined');
  CREATE UNIQUE INDEX chain_command_nonce ON api.chain_command (signer_address, nonce)
    WHERE nonce IS NOT NULL;
  CREATE INDEX chain_command_subject ON api.chain_command (subject_type, subject_id);
  CREATE INDEX chain_command_organisation ON api.chain_command (organisation_id, id);
  CREATE INDEX chain_command_block ON api.chain_command (block_number)
    WHERE block_number IS NOT NULL;

  -- The exact bytes, kept before they are sent: after a crash these go out again, never new ones.
  CREATE TABLE api.chain_command_attempt (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    command_id uuid NOT NULL REFERENCES api.chain_command,
    signer_address bytea NOT NULL,
    nonce bigint NOT NULL,
    epoch bigint NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    raw bytea NOT NULL,
    gas_limit bigint NOT NULL,
    max_fee_per_gas numeric(78, 0) NOT NULL,
    max_priority_fee_per_gas numeric(78, 0) NOT NULL,
    signed_at timestamptz NOT NULL,
    sent_at timestamptz,
    -- Another transaction took this nonce for good: the bytes can never be mined.
    displaced_at timestamptz
  );
  CREATE INDEX chain_command_attempt_command ON api.chain_command_attempt (command_id);

  -- at is domain time; recorded_at the wall's, by which a stuck command is known.
  CREATE TABLE api.chain_command_event (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    command_id uuid NOT NULL REFERENCES api.chain_command,
    state text NOT NULL,
    at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    data jsonb NOT NULL
  );
  CREATE INDEX chain_command_event_command ON api.chain_command_event (command_id, id);
`;

const journal = `
  -- How far the ledger has followed; one row per chain.
  CREATE TABLE api.ledger_cursor (
    chain_id bigint PRIMARY KEY,
    genesis_hash bytea NOT NULL CHECK (length(genesis_hash) = 32),
    block_number bigint NOT NULL,
    block_hash bytea NOT NULL,
    block_time timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
  );

  -- Blocks the ledger can roll back to: all of the recent ones, of older ones those with our logs.
  CREATE TABLE api.ledger_block (
    number bigint PRIMARY KEY,
    hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
    parent_hash bytea NOT NULL,
    time timestamptz NOT NULL
  );
  CREATE INDEX ledger_block_time ON api.ledger_block (time);

  -- Contracts the factory made; the fixed ones are in the deployment manifest.
  CREATE TABLE api.ledger_contract (
    address bytea PRIMARY KEY CHECK (length(address) = 20),
    contract text NOT NULL,
    asset_key bytea NOT NULL,
    block_number bigint NOT NULL
  );
  CREATE INDEX ledger_contract_block ON api.ledger_contract (block_number);

  -- Every log of ours, once: what projections are made of, and what a rollback retracts.
  CREATE TABLE api.ledger_log (
    block_number bigint NOT NULL,
    log_index integer NOT NULL,
    block_hash bytea NOT NULL,
    block_time timestamptz NOT NULL,
    transaction_hash bytea NOT NULL,
    contract text NOT NULL,
    address bytea NOT NULL,
    event text NOT NULL,
    topics bytea[] NOT NULL,
    data bytea NOT NULL,
    args jsonb NOT NULL,
    command_id uuid REFERENCES api.chain_command,
    PRIMARY KEY (block_number, log_index)
  );
  CREATE INDEX ledger_log_address ON api.ledger_log (address, event, block_number, log_index);
  CREATE INDEX ledger_log_transaction ON api.ledger_log (transaction_hash);
`;

const projections = `
  CREATE TABLE api.holding (
    token bytea NOT NULL,
    holder bytea NOT NULL,
    balance numeric(78, 0) NOT NULL CHECK (balance >= 0),
    block_number bigint NOT NULL,
    PRIMARY KEY (token, holder)
  );
  CREATE INDEX holding_holder ON api.holding (holder);

  -- The balance after each block that changed it: as-of questions need no replay.
  CREATE TABLE api.holding_change (
    token bytea NOT NULL,
    holder bytea NOT NULL,
    block_number bigint NOT NULL,
    balance numeric(78, 0) NOT NULL CHECK (balance >= 0),
    delta numeric(78, 0) NOT NULL,
    PRIMARY KEY (token, holder, block_number)
  );
  CREATE INDEX holding_change_block ON api.holding_change (block_number);

  CREATE TABLE api.token_supply (
    token bytea PRIMARY KEY,
    supply numeric(78, 0) NOT NULL CHECK (supply >= 0),
    block_number bigint NOT NULL
  );

  CREATE TABLE api.token_supply_change (
    token bytea NOT NULL,
    block_number bigint NOT NULL,
    supply numeric(78, 0) NOT NULL CHECK (supply >= 0),
    minted numeric(78, 0) NOT NULL,
    burned numeric(78, 0) NOT NULL,
    PRIMARY KEY (token, block_number)
  );

  -- The investor registry as last written on-chain; the fields of the packed word by their names.
  CREATE TABLE api.registration (
    wallet bytea PRIMARY KEY CHECK (length(wallet) = 20),
    investor_id numeric(20, 0) NOT NULL,
    tier smallint NOT NULL,
    country smallint NOT NULL,
    flags integer NOT NULL,
    provider bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    evidence_hash bytea NOT NULL,
    block_number bigint NOT NULL
  );
  CREATE INDEX registration_investor ON api.registration (investor_id);

  -- The registration after each block that changed it.
  CREATE TABLE api.registration_change (
    wallet bytea NOT NULL,
    investor_id numeric(20, 0) NOT NULL,
    tier smallint NOT NULL,
    country smallint NOT NULL,
    flags integer NOT NULL,
    provider bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    evidence_hash bytea NOT NULL,
    block_number bigint NOT NULL,
    PRIMARY KEY (wallet, block_number)
  );
  CREATE INDEX registration_change_block ON api.registration_change (block_number);

  -- Accepted rounds of every feed; history is immutable on-chain, so rows are never updated.
  CREATE TABLE api.feed_round (
    feed bytea NOT NULL,
    round bigint NOT NULL,
    answer numeric(39, 0) NOT NULL,
    valuation_time timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    digest bytea NOT NULL,
    block_number bigint NOT NULL,
    block_hash bytea NOT NULL,
    log_index integer NOT NULL,
    transaction_hash bytea NOT NULL,
    PRIMARY KEY (feed, round)
  );
  CREATE INDEX feed_round_block ON api.feed_round (block_number);

  -- Reports over a limit: open while outcome is null.
  CREATE TABLE api.feed_parked (
    feed bytea NOT NULL,
    block_number bigint NOT NULL,
    log_index integer NOT NULL,
    digest bytea NOT NULL,
    round bigint NOT NULL,
    answer numeric(39, 0) NOT NULL,
    valuation_time timestamptz NOT NULL,
    parked_at timestamptz NOT NULL,
    proposer bytea NOT NULL,
    transaction_hash bytea NOT NULL,
    outcome text CHECK (outcome IN ('accepted', 'rejected', 'replaced')),
    closed_block bigint,
    PRIMARY KEY (feed, block_number, log_index),
    CHECK ((outcome IS NULL) = (closed_block IS NULL))
  );
  CREATE INDEX feed_parked_block ON api.feed_parked (block_number);
`;
