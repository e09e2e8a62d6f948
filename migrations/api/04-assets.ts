import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Assets of the three kinds, their papers, due diligence, bars and portfolio statements. */
export class Assets1760000000004 implements MigrationInterface {
  name = 'Assets1760000000004';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.asset (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        name text NOT NULL,
        description text NOT NULL,
        details jsonb NOT NULL,
        created_by uuid NOT NULL,
        submitted_by uuid,
        submitted_at timestamptz,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT asset_organisation_fk FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT asset_kind_known CHECK (kind IN ('treasury', 'real_estate', 'commodity'))
      );
      CREATE INDEX asset_organisation_idx ON api.asset (organisation_id, id);
      CREATE INDEX asset_state_idx ON api.asset (state, id);

      CREATE TABLE api.asset_paper (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL,
        document_id uuid NOT NULL,
        type text NOT NULL,
        added_by uuid NOT NULL,
        added_at timestamptz NOT NULL,
        CONSTRAINT asset_paper_asset_fk FOREIGN KEY (asset_id) REFERENCES api.asset (id),
        CONSTRAINT asset_paper_document_fk FOREIGN KEY (document_id) REFERENCES api.document (id)
      );
      CREATE UNIQUE INDEX asset_paper_once_idx ON api.asset_paper (asset_id, document_id, type);

      -- One row per line of the kind's checklist; the words of the line live in the code's table.
      CREATE TABLE api.due_diligence_item (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL,
        key text NOT NULL,
        position smallint NOT NULL,
        state text NOT NULL,
        decided_by uuid,
        decided_at timestamptz,
        decision_reason text,
        CONSTRAINT due_diligence_item_asset_fk FOREIGN KEY (asset_id) REFERENCES api.asset (id)
      );
      CREATE UNIQUE INDEX due_diligence_item_key_idx ON api.due_diligence_item (asset_id, key);

      -- The hash is copied at the time of filing: what was accepted is these bytes and no others.
      CREATE TABLE api.due_diligence_evidence (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        item_id uuid NOT NULL,
        document_id uuid NOT NULL,
        document_sha256 bytea NOT NULL,
        note text NOT NULL,
        added_by uuid NOT NULL,
        added_at timestamptz NOT NULL,
        CONSTRAINT due_diligence_evidence_item_fk FOREIGN KEY (item_id) REFERENCES api.due_diligence_item (id),
        CONSTRAINT due_diligence_evidence_document_fk FOREIGN KEY (document_id) REFERENCES api.document (id)
      );
      CREATE UNIQUE INDEX due_diligence_evidence_once_idx
        ON api.due_diligence_evidence (item_id, document_id);

      -- Fund statements are only ever added. In force is the highest version with effective_at; a
      -- restatement of a live fund waits without one until its approval.
      CREATE TABLE api.portfolio (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL,
        version integer NOT NULL,
        cash_cents numeric(78,0) NOT NULL,
        liabilities_cents numeric(78,0) NOT NULL,
        fee_bps_per_year integer NOT NULL,
        fee_accrued_since date NOT NULL,
        seed_shares numeric(78,0) NOT NULL,
        stated_by uuid NOT NULL,
        stated_at timestamptz NOT NULL,
        approval_id uuid,
        effective_at timestamptz,
        refused boolean NOT NULL DEFAULT false,
        CONSTRAINT portfolio_asset_fk FOREIGN KEY (asset_id) REFERENCES api.asset (id),
        CONSTRAINT portfolio_amounts_not_negative
          CHECK (cash_cents >= 0 AND liabilities_cents >= 0 AND seed_shares >= 0),
        CONSTRAINT portfolio_fee_in_range CHECK (fee_bps_per_year BETWEEN 0 AND 1000)
      );
      CREATE UNIQUE INDEX portfolio_version_idx ON api.portfolio (asset_id, version);

      CREATE TABLE api.portfolio_position (
        portfolio_id uuid NOT NULL,
        cusip text NOT NULL,
        face_cents numeric(78,0) NOT NULL,
        cost_price_per100 numeric(12,6) NOT NULL,
        PRIMARY KEY (portfolio_id, cusip),
        CONSTRAINT portfolio_position_portfolio_fk FOREIGN KEY (portfolio_id) REFERENCES api.portfolio (id),
        CONSTRAINT portfolio_position_face_positive CHECK (face_cents > 0)
      );

      -- Weights in thousandths of a troy ounce, fineness in tenths of a mille (9958 = 995.8).
      CREATE TABLE api.bar (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL,
        refiner text NOT NULL,
        serial text NOT NULL,
        year integer NOT NULL,
        gross_milli_oz bigint NOT NULL,
        fineness_tenths integer NOT NULL,
        stated_fine_milli_oz bigint NOT NULL,
        CONSTRAINT bar_asset_fk FOREIGN KEY (asset_id) REFERENCES api.asset (id)
      );
      -- Serials alone are not unique: these four together are the bar.
      CREATE UNIQUE INDEX bar_identity_idx ON api.bar (asset_id, refiner, serial, year, gross_milli_oz);
      CREATE INDEX bar_elsewhere_idx ON api.bar (refiner, serial, year, gross_milli_oz);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.bar;
      DROP TABLE api.portfolio_position;
      DROP TABLE api.portfolio;
      DROP TABLE api.due_diligence_evidence;
      DROP TABLE api.due_diligence_item;
      DROP TABLE api.asset_paper;
      DROP TABLE api.asset;
    `);
  }
}
