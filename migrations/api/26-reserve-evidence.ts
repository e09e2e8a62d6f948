import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Custodians' keys and signed statements; what a reserve report is made as of, signed and registered with,
 * and how far its making is.
 */
export class ReserveEvidence1760000000026 implements MigrationInterface {
  name = 'ReserveEvidence1760000000026';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.custodian_key (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        custodian text NOT NULL,
        account text NOT NULL,
        key_id text NOT NULL,
        address bytea NOT NULL CHECK (length(address) = 20),
        valid_from timestamptz NOT NULL,
        valid_until timestamptz NOT NULL,
        revoked_at timestamptz,
        revoked_reason text,
        state text NOT NULL CHECK (state IN ('proposed', 'accepted', 'refused')),
        proposed_by uuid NOT NULL,
        approval_id uuid,
        created_at timestamptz NOT NULL,
        CONSTRAINT custodian_key_period CHECK (valid_from < valid_until),
        CONSTRAINT custodian_key_revocation CHECK ((revoked_at IS NULL) = (revoked_reason IS NULL))
      );
      CREATE INDEX custodian_key_asset_idx ON api.custodian_key (asset_id, id);
      CREATE UNIQUE INDEX custodian_key_name_once
        ON api.custodian_key (asset_id, custodian, account, key_id) WHERE state <> 'refused';

      CREATE TABLE api.custodian_attestation (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        key_id uuid NOT NULL REFERENCES api.custodian_key,
        digest bytea NOT NULL CHECK (length(digest) = 32),
        statement jsonb NOT NULL,
        as_of timestamptz NOT NULL,
        expiry timestamptz NOT NULL,
        document_id uuid REFERENCES api.document,
        submitted_by uuid NOT NULL,
        received_at timestamptz NOT NULL,
        CONSTRAINT custodian_attestation_once UNIQUE (asset_id, digest),
        CONSTRAINT custodian_attestation_period CHECK (as_of < expiry)
      );
      CREATE INDEX custodian_attestation_as_of_idx ON api.custodian_attestation (asset_id, as_of);

      ALTER TABLE api.report
        ADD COLUMN format text NOT NULL DEFAULT 'cadastre/proof-of-reserve/1',
        ADD COLUMN requested_time timestamptz,
        ADD COLUMN schedule text CHECK (schedule IN ('month_end', 'random_day')),
        ADD COLUMN schedule_day date,
        ADD COLUMN supersedes uuid REFERENCES api.report,
        ADD COLUMN supersede_reason text,
        ADD COLUMN signature_document_id uuid REFERENCES api.document,
        ADD COLUMN holders_document_id uuid REFERENCES api.document,
        ADD COLUMN source_document_ids uuid[] NOT NULL DEFAULT '{}',
        ADD COLUMN tree_firsts bytea,
        ADD COLUMN tree_roots bytea,
        ADD COLUMN operation_id uuid REFERENCES api.chain_command,
        ADD COLUMN registered_block bigint,
        ADD COLUMN registered_transaction bytea,
        ADD COLUMN failure_code text,
        ADD COLUMN failure text,
        ADD CONSTRAINT report_supersede_reason
          CHECK ((supersedes IS NULL) = (supersede_reason IS NULL)),
        ADD CONSTRAINT report_failure CHECK ((failure_code IS NULL) = (failure IS NULL));
      ALTER TABLE api.report ALTER COLUMN format DROP DEFAULT;
      ALTER TABLE api.report ALTER COLUMN requested_by DROP NOT NULL;
      CREATE UNIQUE INDEX report_corrected_once ON api.report (supersedes)
        WHERE state NOT IN ('failed', 'cancelled');
      CREATE UNIQUE INDEX report_scheduled_once ON api.report (asset_id, schedule, schedule_day)
        WHERE schedule IS NOT NULL;

      -- Beside the report, whose row its job holds until all is done.
      CREATE TABLE api.report_progress (
        report_id uuid PRIMARY KEY REFERENCES api.report ON DELETE CASCADE,
        stage text NOT NULL,
        percent smallint NOT NULL CHECK (percent BETWEEN 0 AND 100),
        cancelled_by uuid,
        problem text,
        changed_at timestamptz NOT NULL
      );
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.report_progress;
      DROP INDEX api.report_scheduled_once, api.report_corrected_once;
      DELETE FROM api.report WHERE requested_by IS NULL OR state IN ('failed', 'cancelled');
      ALTER TABLE api.report ALTER COLUMN requested_by SET NOT NULL;
      ALTER TABLE api.report
        DROP COLUMN format, DROP COLUMN requested_time, DROP COLUMN schedule,
        DROP COLUMN schedule_day, DROP COLUMN supersedes, DROP COLUMN supersede_reason,
        DROP COLUMN signature_document_id, DROP COLUMN holders_document_id,
        DROP COLUMN source_document_ids, DROP COLUMN tree_firsts, DROP COLUMN tree_roots,
        DROP COLUMN operation_id, DROP COLUMN registered_block,
        DROP COLUMN registered_transaction, DROP COLUMN failure_code, DROP COLUMN failure;
      DROP TABLE api.custodian_attestation, api.custodian_key;
    `);
  }
}
