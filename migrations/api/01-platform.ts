import type { MigrationInterface, QueryRunner } from 'typeorm';

/** People and organisations, sessions, the audit chain, four-eyes approvals, documents. */
export class Platform1760000000001 implements MigrationInterface {
  name = 'Platform1760000000001';

  async up(q: QueryRunner): Promise<void> {
    await q.query('CREATE SCHEMA IF NOT EXISTS api');
    for (const statement of UP) await q.query(statement);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await q.query(`DROP TABLE api.${table}`);
    await q.query('DROP FUNCTION api.refuse_change()');
  }
}

const TABLES = [
  'organisation',
  'user_account',
  'membership',
  'session',
  'refresh_token',
  'invitation',
  'idempotency_key',
  'audit_entry',
  'approval',
  'blob',
  'document',
];

const UP = [
  // One organisation of kind platform; a private investor's has no name of its own.
  `CREATE TABLE api.organisation (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('issuer', 'investor', 'platform')),
    name text,
    created_at timestamptz NOT NULL
  )`,
  `CREATE UNIQUE INDEX organisation_one_platform ON api.organisation (kind) WHERE kind = 'platform'`,

  // Name and e-mail are sealed; email_index is a keyed hash to look them up by.
  `CREATE TABLE api.user_account (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    email_sealed bytea NOT NULL,
    email_index bytea NOT NULL,
    name_sealed bytea NOT NULL,
    password_hash text NOT NULL,
    created_at timestamptz NOT NULL
  )`,
  `CREATE UNIQUE INDEX user_account_email ON api.user_account (email_index)`,

  `CREATE TABLE api.membership (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    user_id uuid NOT NULL REFERENCES api.user_account,
    organisation_id uuid NOT NULL REFERENCES api.organisation,
    role text NOT NULL CHECK (role IN ('issuer', 'investor', 'compliance', 'auditor', 'operator')),
    created_at timestamptz NOT NULL
  )`,
  `CREATE UNIQUE INDEX membership_once ON api.membership (user_id, organisation_id)`,
  `CREATE INDEX membership_of_organisation ON api.membership (organisation_id)`,

  // Times of sessions, tokens and invitations are wall time: they guard the real world.
  `CREATE TABLE api.session (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    membership_id uuid NOT NULL REFERENCES api.membership,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_because text CHECK (revoked_because IN ('signed_out', 'token_reused')),
    CHECK ((revoked_at IS NULL) = (revoked_because IS NULL))
  )`,
  `CREATE TABLE api.refresh_token (
    token_hash bytea PRIMARY KEY,
    session_id uuid NOT NULL REFERENCES api.session,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
  )`,
  `CREATE INDEX refresh_token_of_session ON api.refresh_token (session_id)`,

  `CREATE TABLE api.invitation (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    organisation_id uuid NOT NULL REFERENCES api.organisation,
    role text NOT NULL CHECK (role IN ('issuer', 'investor', 'compliance', 'auditor', 'operator')),
    email_sealed bytea NOT NULL,
    email_index bytea NOT NULL,
    name_sealed bytea NOT NULL,
    token_hash bytea NOT NULL,
    invited_by uuid NOT NULL REFERENCES api.user_account,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    accepted_at timestamptz
  )`,
  `CREATE UNIQUE INDEX invitation_token ON api.invitation (token_hash)`,

  // Never pruned: the same key and body give the same answer for ever. json keeps the field order.
  `CREATE TABLE api.idempotency_key (
    user_id uuid NOT NULL REFERENCES api.user_account,
    key text NOT NULL,
    request_hash text NOT NULL,
    status integer,
    body json,
    PRIMARY KEY (user_id, key)
  )`,

  // Sixteen hash chains, so that tenants do not queue behind one lock. No personal data in here.
  `CREATE TABLE api.audit_entry (
    lane smallint NOT NULL CHECK (lane BETWEEN 0 AND 15),
    seq bigint NOT NULL CHECK (seq > 0),
    id uuid NOT NULL,
    at timestamptz NOT NULL,
    actor_user_id uuid,
    actor_organisation_id uuid,
    actor_role text,
    action text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    organisation_id uuid,
    data jsonb NOT NULL,
    correlation_id text NOT NULL,
    prev_hash bytea NOT NULL,
    hash bytea NOT NULL,
    PRIMARY KEY (lane, seq)
  )`,
  `CREATE UNIQUE INDEX audit_entry_id ON api.audit_entry (id)`,
  `CREATE INDEX audit_entry_of_organisation ON api.audit_entry (organisation_id, id)`,
  `CREATE INDEX audit_entry_of_subject ON api.audit_entry (subject_type, subject_id, id)`,
  `CREATE FUNCTION api.refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$`,
  `CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON api.audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION api.refuse_change()`,

  // payload is the canonical JSON that was shown; the checker decides on its hash.
  `CREATE TABLE api.approval (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL,
    subject_type text NOT NULL,
    subject_id text NOT NULL,
    organisation_id uuid NOT NULL REFERENCES api.organisation,
    payload text NOT NULL,
    payload_hash bytea NOT NULL,
    required_role text NOT NULL,
    reason text NOT NULL,
    state text NOT NULL
      CHECK (state IN ('pending', 'approved', 'rejected', 'withdrawn', 'expired')),
    requested_by uuid NOT NULL REFERENCES api.user_account,
    requested_role text NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    decided_by uuid REFERENCES api.user_account,
    decided_at timestamptz,
    decision_reason text,
    operation_id uuid,
    CONSTRAINT approval_maker_is_not_checker CHECK (decided_by <> requested_by),
    CONSTRAINT approval_decided_by_somebody
      CHECK ((state IN ('approved', 'rejected')) = (decided_by IS NOT NULL)),
    CONSTRAINT approval_decided_at CHECK ((state = 'pending') = (decided_at IS NULL))
  )`,
  `CREATE INDEX approval_of_organisation ON api.approval (organisation_id, id)`,
  `CREATE INDEX approval_due ON api.approval (expires_at) WHERE state = 'pending'`,

  // One stored file per content; its name on disk is file_id, its key is wrapped by the data key.
  `CREATE TABLE api.blob (
    sha256 bytea PRIMARY KEY CHECK (length(sha256) = 32),
    size bigint NOT NULL CHECK (size > 0),
    file_id uuid NOT NULL,
    wrapped_key bytea NOT NULL,
    nonce bytea NOT NULL,
    tag bytea NOT NULL
  )`,
  `CREATE TABLE api.document (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    organisation_id uuid NOT NULL REFERENCES api.organisation,
    uploaded_by uuid REFERENCES api.user_account,
    purpose text NOT NULL CHECK (purpose IN ('asset', 'kyc', 'report')),
    sha256 bytea NOT NULL REFERENCES api.blob,
    size bigint NOT NULL,
    media_type text NOT NULL,
    file_name text NOT NULL,
    created_at timestamptz NOT NULL
  )`,
  `CREATE INDEX document_of_organisation ON api.document (organisation_id, id)`,
];
