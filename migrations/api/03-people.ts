import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Issuers, investors with their KYC cases, and wallets. */
export class People1760000000003 implements MigrationInterface {
  name = 'People1760000000003';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.issuer (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        state text NOT NULL,
        legal_name text NOT NULL,
        lei text NOT NULL,
        country text NOT NULL,
        registration_number text NOT NULL,
        address text NOT NULL,
        submitted_by uuid,
        submitted_at timestamptz,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT issuer_organisation_fk FOREIGN KEY (organisation_id) REFERENCES api.organisation (id)
      );
      CREATE UNIQUE INDEX issuer_organisation_idx ON api.issuer (organisation_id);
      CREATE INDEX issuer_state_idx ON api.issuer (state, id);

      -- One row per investing organisation; registry_number is the investorId written on-chain, so
      -- that all wallets of one investor can be recognised there without naming the investor.
      CREATE SEQUENCE api.investor_registry_number AS bigint START 1;
      CREATE TABLE api.investor (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        registry_number bigint NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT investor_organisation_fk FOREIGN KEY (organisation_id) REFERENCES api.organisation (id)
      );
      CREATE UNIQUE INDEX investor_organisation_idx ON api.investor (organisation_id);
      CREATE UNIQUE INDEX investor_registry_number_idx ON api.investor (registry_number);

      -- personal_data is sealed (AES-256-GCM, bound to the case id); the plain columns are what the
      -- chain's registry shows anyway.
      CREATE TABLE api.kyc_case (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        investor_id uuid NOT NULL,
        state text NOT NULL,
        personal_data bytea,
        subject_kind text,
        country text,
        requested_tier text,
        opened_by uuid NOT NULL,
        submitted_by uuid,
        submitted_at timestamptz,
        granted_tier text,
        expires_on date,
        decision jsonb,
        evidence_hash bytea,
        decided_by uuid,
        decided_at timestamptz,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT kyc_case_organisation_fk FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT kyc_case_investor_fk FOREIGN KEY (investor_id) REFERENCES api.investor (id),
        CONSTRAINT kyc_case_decider_is_not_subject
          CHECK (decided_by IS NULL OR (decided_by <> opened_by AND decided_by <> submitted_by))
      );
      -- One open case per organisation: a second one has nothing to add but confusion.
      CREATE UNIQUE INDEX kyc_case_open_idx ON api.kyc_case (organisation_id)
        WHERE state IN ('draft', 'submitted', 'screening', 'in_review', 'more_information');
      CREATE INDEX kyc_case_queue_idx ON api.kyc_case (state, submitted_at);
      CREATE INDEX kyc_case_organisation_idx ON api.kyc_case (organisation_id, id);

      CREATE TABLE api.kyc_document (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kyc_case_id uuid NOT NULL,
        document_id uuid NOT NULL,
        type text NOT NULL,
        added_by uuid NOT NULL,
        added_at timestamptz NOT NULL,
        CONSTRAINT kyc_document_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id),
        CONSTRAINT kyc_document_document_fk FOREIGN KEY (document_id) REFERENCES api.document (id)
      );
      CREATE UNIQUE INDEX kyc_document_once_idx ON api.kyc_document (kyc_case_id, document_id, type);

      -- What was screened against which bytes of which list, and what was found. Hits repeat the
      -- subject's name, so they are sealed; their number is not.
      CREATE TABLE api.kyc_screening (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kyc_case_id uuid NOT NULL,
        screened_at timestamptz NOT NULL,
        method text NOT NULL,
        lists jsonb NOT NULL,
        hit_count integer NOT NULL,
        hits bytea NOT NULL,
        CONSTRAINT kyc_screening_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id)
      );
      CREATE INDEX kyc_screening_case_idx ON api.kyc_screening (kyc_case_id, screened_at);

      -- Every word an officer said on a case, in order; the newest decision is repeated on the case.
      CREATE TABLE api.kyc_decision (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        kyc_case_id uuid NOT NULL,
        action text NOT NULL,
        reason text NOT NULL,
        decided_by uuid NOT NULL,
        decided_at timestamptz NOT NULL,
        CONSTRAINT kyc_decision_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id)
      );
      CREATE INDEX kyc_decision_case_idx ON api.kyc_decision (kyc_case_id, id);

      -- nonce is single-use; its time is the wall clock's, not the domain's.
      CREATE TABLE api.wallet_challenge (
        nonce text PRIMARY KEY,
        organisation_id uuid NOT NULL,
        user_id uuid NOT NULL,
        address text NOT NULL,
        message text NOT NULL,
        issued_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        used_at timestamptz,
        CONSTRAINT wallet_challenge_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id)
      );

      CREATE TABLE api.wallet (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        address text NOT NULL,
        label text NOT NULL,
        state text NOT NULL,
        proof_message text NOT NULL,
        proof_signature text NOT NULL,
        proven_by uuid NOT NULL,
        proven_at timestamptz NOT NULL,
        kyc_case_id uuid,
        register_entry jsonb,
        operation_id uuid,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT wallet_organisation_fk FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT wallet_kyc_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id),
        CONSTRAINT wallet_address_is_lower_case CHECK (address = lower(address))
      );
      -- One address is one person's, on the whole platform, until it is removed.
      CREATE UNIQUE INDEX wallet_address_idx ON api.wallet (address) WHERE state <> 'removed';
      CREATE INDEX wallet_address_history_idx ON api.wallet (address, id);
      CREATE INDEX wallet_organisation_idx ON api.wallet (organisation_id, id);
      CREATE INDEX wallet_state_idx ON api.wallet (state, id);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.wallet;
      DROP TABLE api.wallet_challenge;
      DROP TABLE api.kyc_decision;
      DROP TABLE api.kyc_screening;
      DROP TABLE api.kyc_document;
      DROP TABLE api.kyc_case;
      DROP TABLE api.investor;
      DROP SEQUENCE api.investor_registry_number;
      DROP TABLE api.issuer;
    `);
  }
}
