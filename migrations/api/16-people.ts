import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Renewal of KYC approvals, questionnaires, tax forms, who owns an organisation, files of
 * investors, and the recovery of wallets.
 */
export class LifeOfPeople1760000000016 implements MigrationInterface {
  name = 'LifeOfPeople1760000000016';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- A renewal is a case of its own that goes on from the one before it.
      ALTER TABLE api.kyc_case ADD COLUMN continues_case_id uuid,
        ADD CONSTRAINT kyc_case_continues_fk
          FOREIGN KEY (continues_case_id) REFERENCES api.kyc_case (id);
      CREATE INDEX kyc_case_expiry_idx ON api.kyc_case (expires_on) WHERE state = 'approved';

      -- Each reminder once; a domain clock that jumps skips those whose time has passed.
      CREATE TABLE api.kyc_reminder (
        kyc_case_id uuid NOT NULL,
        days_before integer NOT NULL,
        reminded_at timestamptz NOT NULL,
        PRIMARY KEY (kyc_case_id, days_before),
        CONSTRAINT kyc_reminder_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id),
        CONSTRAINT kyc_reminder_days CHECK (days_before > 0)
      );

      -- What an applicant answered for a tier, sealed.
      CREATE TABLE api.kyc_questionnaire (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kyc_case_id uuid NOT NULL,
        tier text NOT NULL,
        version integer NOT NULL,
        answers bytea NOT NULL,
        answered_by uuid NOT NULL,
        answered_at timestamptz NOT NULL,
        CONSTRAINT kyc_questionnaire_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id),
        CONSTRAINT kyc_questionnaire_tier CHECK (tier IN ('retail', 'accredited', 'qualified')),
        CONSTRAINT kyc_questionnaire_version CHECK (version > 0)
      );
      CREATE UNIQUE INDEX kyc_questionnaire_case_idx ON api.kyc_questionnaire (kyc_case_id);

      -- What withholding goes by. A form that was accepted later takes the place of the one before.
      CREATE TABLE api.tax_form (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        form text NOT NULL,
        state text NOT NULL,
        country text NOT NULL,
        tax_number bytea NOT NULL,
        document_id uuid NOT NULL,
        signed_on date NOT NULL,
        valid_through date,
        filed_by uuid NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        created_at timestamptz NOT NULL,
        CONSTRAINT tax_form_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT tax_form_document_fk FOREIGN KEY (document_id) REFERENCES api.document (id),
        CONSTRAINT tax_form_form CHECK (form IN ('W-8BEN', 'W-8BEN-E', 'W-9')),
        CONSTRAINT tax_form_state CHECK (state IN ('filed', 'accepted', 'rejected', 'superseded')),
        CONSTRAINT tax_form_decider_is_not_filer CHECK (decided_by <> filed_by),
        CONSTRAINT tax_form_decided CHECK ((state = 'filed') = (decided_at IS NULL))
      );
      CREATE UNIQUE INDEX tax_form_accepted_idx ON api.tax_form (organisation_id)
        WHERE state = 'accepted';
      CREATE INDEX tax_form_organisation_idx ON api.tax_form (organisation_id, signed_on);

      -- Who an organisation is and who owns it. A newer approval takes the place of the one before.
      CREATE TABLE api.kyb_case (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        state text NOT NULL,
        legal_name text NOT NULL,
        legal_form text NOT NULL,
        lei text NOT NULL,
        registration_number text NOT NULL,
        country text NOT NULL,
        address text NOT NULL,
        largest_unlisted_bps integer,
        opened_by uuid NOT NULL,
        submitted_by uuid,
        submitted_at timestamptz,
        screening_lists jsonb,
        screened_at timestamptz,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT kyb_case_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT kyb_case_lei CHECK (lei ~ '^[0-9A-Z]{18}[0-9]{2}$'),
        CONSTRAINT kyb_case_largest_unlisted CHECK (largest_unlisted_bps BETWEEN 1 AND 10000),
        CONSTRAINT kyb_case_decider_is_not_subject
          CHECK (decided_by IS NULL OR (decided_by <> opened_by AND decided_by <> submitted_by))
      );
      CREATE UNIQUE INDEX kyb_case_open_idx ON api.kyb_case (organisation_id)
        WHERE state IN ('draft', 'in_review', 'more_information');
      CREATE UNIQUE INDEX kyb_case_approved_idx ON api.kyb_case (organisation_id)
        WHERE state = 'approved';
      CREATE INDEX kyb_case_organisation_idx ON api.kyb_case (organisation_id, id);

      CREATE TABLE api.kyb_party (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        kyb_case_id uuid NOT NULL,
        personal_data bytea NOT NULL,
        share_bps integer,
        basis text,
        removed_at timestamptz,
        CONSTRAINT kyb_party_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT kyb_party_case_fk FOREIGN KEY (kyb_case_id) REFERENCES api.kyb_case (id),
        CONSTRAINT kyb_party_share CHECK (share_bps BETWEEN 0 AND 10000),
        CONSTRAINT kyb_party_basis
          CHECK (basis IN ('ownership', 'voting_rights', 'control', 'senior_manager')),
        CONSTRAINT kyb_party_is_owner_or_itself CHECK ((share_bps IS NULL) = (basis IS NULL))
      );
      CREATE INDEX kyb_party_case_idx ON api.kyb_party (kyb_case_id, id);

      CREATE TABLE api.kyb_document (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kyb_case_id uuid NOT NULL,
        document_id uuid NOT NULL,
        type text NOT NULL,
        added_by uuid NOT NULL,
        added_at timestamptz NOT NULL,
        CONSTRAINT kyb_document_case_fk FOREIGN KEY (kyb_case_id) REFERENCES api.kyb_case (id),
        CONSTRAINT kyb_document_document_fk FOREIGN KEY (document_id) REFERENCES api.document (id)
      );
      CREATE UNIQUE INDEX kyb_document_once_idx
        ON api.kyb_document (kyb_case_id, document_id, type);

      -- Files of investors: one for each content, a row for each line of it.
      CREATE TABLE api.investor_import (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        document_id uuid NOT NULL,
        file_sha256 bytea NOT NULL,
        state text NOT NULL,
        row_count integer NOT NULL,
        checked_by uuid NOT NULL,
        checked_at timestamptz NOT NULL,
        applied_by uuid,
        applied_at timestamptz,
        finished_at timestamptz,
        CONSTRAINT investor_import_document_fk
          FOREIGN KEY (document_id) REFERENCES api.document (id),
        CONSTRAINT investor_import_state CHECK (state IN ('checked', 'applying', 'applied')),
        CONSTRAINT investor_import_applied CHECK ((state = 'checked') = (applied_by IS NULL))
      );
      CREATE UNIQUE INDEX investor_import_file_idx ON api.investor_import (file_sha256);

      -- data is sealed, and gone once the row has become an investor.
      CREATE TABLE api.investor_import_row (
        import_id uuid NOT NULL,
        line integer NOT NULL,
        state text NOT NULL,
        row_hash bytea NOT NULL,
        problems jsonb NOT NULL,
        data bytea,
        organisation_id uuid,
        invitation_id uuid,
        PRIMARY KEY (import_id, line),
        CONSTRAINT investor_import_row_import_fk
          FOREIGN KEY (import_id) REFERENCES api.investor_import (id),
        CONSTRAINT investor_import_row_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT investor_import_row_state
          CHECK (state IN ('valid', 'invalid', 'known', 'applied')),
        CONSTRAINT investor_import_row_data CHECK ((data IS NOT NULL) = (state = 'valid'))
      );
      CREATE UNIQUE INDEX investor_import_row_applied_idx ON api.investor_import_row (row_hash)
        WHERE state = 'applied';
      CREATE INDEX investor_import_row_state_idx
        ON api.investor_import_row (import_id, state, line);

      ALTER TABLE api.wallet ADD COLUMN proof_kind text NOT NULL DEFAULT 'key',
        ADD CONSTRAINT wallet_proof_kind CHECK (proof_kind IN ('key', 'contract'));
      ALTER TABLE api.wallet ALTER COLUMN proof_kind DROP DEFAULT;

      -- A lost wallet whose place another of the same investor takes, and what it held on each token.
      CREATE TABLE api.wallet_recovery (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        lost_wallet_id uuid NOT NULL,
        new_wallet_id uuid NOT NULL,
        state text NOT NULL,
        document_id uuid NOT NULL,
        paper_hash bytea NOT NULL,
        reason text NOT NULL,
        approval_id uuid NOT NULL,
        requested_by uuid NOT NULL,
        operation_id uuid,
        failure text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT wallet_recovery_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT wallet_recovery_lost_fk FOREIGN KEY (lost_wallet_id) REFERENCES api.wallet (id),
        CONSTRAINT wallet_recovery_new_fk FOREIGN KEY (new_wallet_id) REFERENCES api.wallet (id),
        CONSTRAINT wallet_recovery_document_fk
          FOREIGN KEY (document_id) REFERENCES api.document (id),
        CONSTRAINT wallet_recovery_approval_fk
          FOREIGN KEY (approval_id) REFERENCES api.approval (id),
        CONSTRAINT wallet_recovery_state CHECK (state IN
          ('requested', 'replacing', 'moving', 'completed', 'rejected', 'failed')),
        CONSTRAINT wallet_recovery_is_of_two CHECK (lost_wallet_id <> new_wallet_id),
        CONSTRAINT wallet_recovery_paper CHECK (length(paper_hash) = 32)
      );
      CREATE UNIQUE INDEX wallet_recovery_open_idx ON api.wallet_recovery (lost_wallet_id)
        WHERE state IN ('requested', 'replacing', 'moving', 'completed');
      CREATE INDEX wallet_recovery_organisation_idx ON api.wallet_recovery (organisation_id, id);

      CREATE TABLE api.wallet_recovery_token (
        recovery_id uuid NOT NULL,
        token bytea NOT NULL,
        state text NOT NULL,
        operation_id uuid NOT NULL,
        failure text,
        PRIMARY KEY (recovery_id, token),
        CONSTRAINT wallet_recovery_token_recovery_fk
          FOREIGN KEY (recovery_id) REFERENCES api.wallet_recovery (id),
        CONSTRAINT wallet_recovery_token_operation_fk
          FOREIGN KEY (operation_id) REFERENCES api.chain_command (id),
        CONSTRAINT wallet_recovery_token_state CHECK (state IN ('sent', 'moved', 'failed')),
        CONSTRAINT wallet_recovery_token_address CHECK (length(token) = 20)
      );
      CREATE UNIQUE INDEX wallet_recovery_token_operation_idx
        ON api.wallet_recovery_token (operation_id);

      -- Owners are screened as the people of KYC cases are.
      ALTER TABLE api.screening_hit ADD COLUMN kyb_party_id uuid,
        ADD CONSTRAINT screening_hit_kyb_party_fk
          FOREIGN KEY (kyb_party_id) REFERENCES api.kyb_party (id),
        DROP CONSTRAINT screening_hit_is_of_one,
        ADD CONSTRAINT screening_hit_is_of_one
          CHECK (num_nonnulls(kyc_case_id, kyb_party_id, wallet_id) = 1);
      CREATE UNIQUE INDEX screening_hit_kyb_party_idx ON api.screening_hit (kyb_party_id, party_key)
        WHERE lapsed_at IS NULL;
      ALTER TABLE api.screening_run DROP CONSTRAINT screening_run_phase,
        ADD CONSTRAINT screening_run_phase CHECK (phase IN ('people', 'owners', 'wallets'));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.screening_run DROP CONSTRAINT screening_run_phase;
      UPDATE api.screening_run SET phase = 'wallets', cursor = NULL WHERE phase = 'owners';
      ALTER TABLE api.screening_run
        ADD CONSTRAINT screening_run_phase CHECK (phase IN ('people', 'wallets'));
      DELETE FROM api.screening_hit WHERE kyb_party_id IS NOT NULL;
      ALTER TABLE api.screening_hit DROP COLUMN kyb_party_id,
        ADD CONSTRAINT screening_hit_is_of_one CHECK (num_nonnulls(kyc_case_id, wallet_id) = 1);
      DROP TABLE api.wallet_recovery_token;
      DROP TABLE api.wallet_recovery;
      ALTER TABLE api.wallet DROP COLUMN proof_kind;
      DROP TABLE api.investor_import_row;
      DROP TABLE api.investor_import;
      DROP TABLE api.kyb_document;
      DROP TABLE api.kyb_party;
      DROP TABLE api.kyb_case;
      DROP TABLE api.tax_form;
      DROP TABLE api.kyc_questionnaire;
      DROP TABLE api.kyc_reminder;
      DROP INDEX api.kyc_case_expiry_idx;
      ALTER TABLE api.kyc_case DROP COLUMN continues_case_id;
    `);
  }
}
