import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Motions put to the holders of record, and proof that people were told. */
export class Votes1760000000019 implements MigrationInterface {
  name = 'Votes1760000000019';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault', 'ballot'));
      CREATE UNIQUE INDEX satellite_one_ballot ON api.satellite (asset_id) WHERE kind = 'ballot';

      -- When the mail server took the letter; null where none was sent.
      ALTER TABLE api.notice ADD COLUMN mailed_at timestamptz;
      CREATE INDEX notice_subject_idx ON api.notice (subject_id, id);

      -- Weights are base units of the asset; only facts put it to the vote, time ends it.
      CREATE TABLE api.vote (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('draft', 'recorded', 'proposing', 'voting', 'carried',
          'defeated', 'withdrawn', 'cancelled')),
        title text NOT NULL,
        document_id uuid NOT NULL REFERENCES api.document,
        subject bytea NOT NULL CHECK (length(subject) = 32),
        record_date date NOT NULL,
        opens_at timestamptz NOT NULL,
        closes_at timestamptz NOT NULL,
        quorum_bps integer NOT NULL CHECK (quorum_bps BETWEEN 0 AND 10000),
        majority_bps integer NOT NULL CHECK (majority_bps BETWEEN 5000 AND 10000),
        record_operation_id uuid REFERENCES api.chain_command,
        record_number bigint,
        record_block bigint,
        record_log_index integer,
        recorded_at timestamptz,
        excluded bytea[] NOT NULL,
        eligible numeric(78, 0),
        holders integer,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        ballot bytea CHECK (length(ballot) = 20),
        chain_number bigint,
        failure_code text,
        failure text,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT vote_lasts CHECK (closes_at > opens_at),
        CONSTRAINT vote_recorded CHECK (
          (record_block IS NULL) = (record_number IS NULL)
          AND (record_block IS NULL) = (record_log_index IS NULL)),
        CONSTRAINT vote_is_on_chain CHECK (
          state NOT IN ('voting', 'carried', 'defeated', 'withdrawn')
          OR num_nulls(chain_number, ballot, eligible) = 0)
      );
      CREATE INDEX vote_asset_idx ON api.vote (asset_id, id);
      CREATE UNIQUE INDEX vote_on_chain_idx ON api.vote (ballot, chain_number)
        WHERE chain_number IS NOT NULL;

      CREATE TABLE api.vote_cast (
        vote_id uuid NOT NULL REFERENCES api.vote,
        account bytea NOT NULL CHECK (length(account) = 20),
        choice text NOT NULL CHECK (choice IN ('for', 'against', 'abstain')),
        weight numeric(78, 0) NOT NULL CHECK (weight > 0),
        by_account bytea NOT NULL CHECK (length(by_account) = 20),
        cast_at timestamptz NOT NULL,
        transaction_hash bytea NOT NULL,
        PRIMARY KEY (vote_id, account)
      );
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.vote_cast, api.vote;
      DROP INDEX api.notice_subject_idx;
      ALTER TABLE api.notice DROP COLUMN mailed_at;
      DROP INDEX api.satellite_one_ballot;
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault'));
    `);
  }
}
