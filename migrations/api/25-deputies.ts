import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many approve what, each person with one voice, and whose voice a deputy gives. */
export class Deputies1760000000025 implements MigrationInterface {
  name = 'Deputies1760000000025';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- From an amount on (0: always; base units as in the payload) a kind takes so many approvers.
      CREATE TABLE api.approval_rule (
        kind text NOT NULL,
        from_amount numeric(78, 0) NOT NULL CHECK (from_amount >= 0),
        approvers smallint NOT NULL CHECK (approvers BETWEEN 1 AND 5),
        PRIMARY KEY (kind, from_amount)
      );

      ALTER TABLE api.approval ADD approvers smallint NOT NULL DEFAULT 1
        CHECK (approvers BETWEEN 1 AND 5);

      -- given_by says yes with the voice of officer_id: their own, or that of whom they stand in for.
      -- Nobody speaks twice, and nobody is spoken for twice.
      CREATE TABLE api.approval_voice (
        approval_id uuid NOT NULL REFERENCES api.approval,
        officer_id uuid NOT NULL REFERENCES api.user_account,
        given_by uuid NOT NULL REFERENCES api.user_account,
        reason text NOT NULL,
        given_at timestamptz NOT NULL,
        PRIMARY KEY (approval_id, officer_id),
        UNIQUE (approval_id, given_by)
      );
      INSERT INTO api.approval_voice
        SELECT id, decided_by, decided_by, coalesce(decision_reason, ''), decided_at
        FROM api.approval WHERE state = 'approved';

      CREATE TABLE api.approval_delegation (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        officer_id uuid NOT NULL REFERENCES api.user_account,
        deputy_id uuid NOT NULL REFERENCES api.user_account,
        role text NOT NULL,
        starts_at timestamptz NOT NULL,
        ends_at timestamptz NOT NULL,
        reason text NOT NULL,
        revoked_at timestamptz,
        created_at timestamptz NOT NULL,
        CONSTRAINT approval_delegation_to_another CHECK (deputy_id <> officer_id),
        CONSTRAINT approval_delegation_period CHECK (ends_at > starts_at)
      );
      CREATE INDEX approval_delegation_officer ON api.approval_delegation (officer_id, ends_at);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.approval_delegation, api.approval_voice, api.approval_rule;
      ALTER TABLE api.approval DROP approvers;
    `);
  }
}
