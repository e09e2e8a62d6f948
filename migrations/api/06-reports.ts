import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Reports: what was stated, as of which block, and the hashes of its two files. */
export class Reports1760000000006 implements MigrationInterface {
  name = 'Reports1760000000006';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE TABLE api.report (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        asset_id uuid NOT NULL,
        kind text NOT NULL,
        state text NOT NULL,
        verdict text,
        as_of_block bigint,
        as_of_block_hash text,
        as_of_time timestamptz,
        content_sha256 bytea,
        json_document_id uuid,
        pdf_document_id uuid,
        requested_by uuid NOT NULL,
        requested_at timestamptz NOT NULL,
        built_at timestamptz,
        CONSTRAINT report_organisation_fk FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT report_asset_fk FOREIGN KEY (asset_id) REFERENCES api.asset (id),
        CONSTRAINT report_json_fk FOREIGN KEY (json_document_id) REFERENCES api.document (id),
        CONSTRAINT report_pdf_fk FOREIGN KEY (pdf_document_id) REFERENCES api.document (id)
      );
      CREATE INDEX report_asset_idx ON api.report (asset_id, id);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE api.report');
  }
}
