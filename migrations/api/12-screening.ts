import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Editions of sanctions lists, what was found with them, and the runs that look at everybody again. */
export class Screening1760000000012 implements MigrationInterface {
  name = 'Screening1760000000012';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- A version is the publisher's bytes and what was checked of them at import; it never changes.
      CREATE TABLE api.sanctions_list_version (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        source text NOT NULL,
        file_name text NOT NULL,
        published_on text NOT NULL,
        sha256 bytea NOT NULL,
        row_count integer NOT NULL,
        content bytea NOT NULL,
        imported_by uuid,
        imported_at timestamptz NOT NULL,
        CONSTRAINT sanctions_list_version_is_its_bytes CHECK (sha256 = sha256(content)),
        CONSTRAINT sanctions_list_version_published_on
          CHECK (published_on ~ '^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$')
      );
      CREATE UNIQUE INDEX sanctions_list_version_once_idx
        ON api.sanctions_list_version (source, sha256);
      CREATE FUNCTION api.sanctions_list_version_stays() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN RAISE EXCEPTION 'a version of a sanctions list never changes'; END $$;
      CREATE TRIGGER sanctions_list_version_stays BEFORE UPDATE OR DELETE
        ON api.sanctions_list_version FOR EACH ROW
        EXECUTE FUNCTION api.sanctions_list_version_stays();

      -- Which version of each source counts. Whoever screens shares the row's lock, whoever puts
      -- another version in force waits for them.
      CREATE TABLE api.sanctions_list_in_force (
        source text PRIMARY KEY,
        version_id uuid NOT NULL,
        reason text NOT NULL,
        changed_by uuid,
        changed_at timestamptz NOT NULL,
        CONSTRAINT sanctions_list_in_force_version_fk
          FOREIGN KEY (version_id) REFERENCES api.sanctions_list_version (id)
      );

      -- Everybody looked at again. cursor is the last one done, so that a run goes on where it was.
      CREATE TABLE api.screening_run (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        state text NOT NULL,
        phase text NOT NULL,
        cursor uuid,
        reason text NOT NULL,
        lists jsonb NOT NULL,
        total integer NOT NULL,
        screened integer NOT NULL,
        new_hits integer NOT NULL,
        lapsed_hits integer NOT NULL,
        started_by uuid,
        started_at timestamptz NOT NULL,
        finished_at timestamptz,
        CONSTRAINT screening_run_state CHECK (state IN ('running', 'finished', 'superseded')),
        CONSTRAINT screening_run_phase CHECK (phase IN ('people', 'wallets'))
      );
      CREATE UNIQUE INDEX screening_run_running_idx ON api.screening_run (state)
        WHERE state = 'running';

      -- A person or a wallet that meets a listed party. detail repeats names, so it is sealed; the keys
      -- are keyed hashes: the same party, the same entry of it, the same person.
      CREATE TABLE api.screening_hit (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        kyc_case_id uuid,
        wallet_id uuid,
        run_id uuid,
        version_id uuid NOT NULL,
        party_key bytea NOT NULL,
        entry_hash bytea NOT NULL,
        subject_hash bytea NOT NULL,
        score integer NOT NULL,
        detail bytea NOT NULL,
        found_at timestamptz NOT NULL,
        decision text,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        lapsed_at timestamptz,
        lapse_reason text,
        CONSTRAINT screening_hit_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT screening_hit_case_fk FOREIGN KEY (kyc_case_id) REFERENCES api.kyc_case (id),
        CONSTRAINT screening_hit_wallet_fk FOREIGN KEY (wallet_id) REFERENCES api.wallet (id),
        CONSTRAINT screening_hit_run_fk FOREIGN KEY (run_id) REFERENCES api.screening_run (id),
        CONSTRAINT screening_hit_version_fk
          FOREIGN KEY (version_id) REFERENCES api.sanctions_list_version (id),
        CONSTRAINT screening_hit_is_of_one CHECK (num_nonnulls(kyc_case_id, wallet_id) = 1),
        CONSTRAINT screening_hit_score CHECK (score BETWEEN 0 AND 1000),
        CONSTRAINT screening_hit_decision CHECK (decision IN ('true_match', 'false_positive')),
        CONSTRAINT screening_hit_decided_with_reason CHECK (
          (decision IS NULL) = (decided_at IS NULL)
          AND (decision IS NULL) = (decision_reason IS NULL))
      );
      CREATE UNIQUE INDEX screening_hit_case_idx ON api.screening_hit (kyc_case_id, party_key)
        WHERE lapsed_at IS NULL;
      CREATE UNIQUE INDEX screening_hit_wallet_idx ON api.screening_hit (wallet_id, party_key)
        WHERE lapsed_at IS NULL;
      CREATE INDEX screening_hit_organisation_idx ON api.screening_hit (organisation_id, id);
      CREATE INDEX screening_hit_open_idx ON api.screening_hit (id)
        WHERE lapsed_at IS NULL AND decision IS NULL;

      -- Hits are rows now. Those kept before were exact names; the first run finds them again.
      ALTER TABLE api.kyc_screening DROP COLUMN hits;
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.kyc_screening ADD COLUMN hits bytea NOT NULL DEFAULT '';
      ALTER TABLE api.kyc_screening ALTER COLUMN hits DROP DEFAULT;
      DROP TABLE api.screening_hit;
      DROP TABLE api.screening_run;
      DROP TABLE api.sanctions_list_in_force;
      DROP TABLE api.sanctions_list_version;
      DROP FUNCTION api.sanctions_list_version_stays();
    `);
  }
}
