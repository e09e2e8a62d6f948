import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Documents under named master keys; their versions, how long they hold, and who may read them. */
export class DocumentKeys1760000000023 implements MigrationInterface {
  name = 'DocumentKeys1760000000023';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Until now all were under the key derived from DATA_KEY.
      ALTER TABLE api.blob ADD key_name text NOT NULL DEFAULT 'data-key';
      ALTER TABLE api.blob ALTER key_name DROP DEFAULT;
      CREATE INDEX blob_key ON api.blob (key_name);

      -- replaces: the version before; a version has one successor. access: investors read it too.
      ALTER TABLE api.document
        ADD replaces uuid UNIQUE REFERENCES api.document,
        ADD version integer NOT NULL DEFAULT 1 CHECK (version > 0),
        ADD valid_until date,
        ADD access text NOT NULL DEFAULT 'restricted' CHECK (access IN ('restricted', 'investors')),
        ADD CONSTRAINT document_version_replaces CHECK ((version = 1) = (replaces IS NULL)),
        ADD CONSTRAINT document_access_of_assets CHECK (access = 'restricted' OR purpose = 'asset');
    `);
  }

  /** Only where all is under the derived key again: what is under another would be lost. */
  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DO $$ BEGIN
        IF EXISTS (SELECT FROM api.blob WHERE key_name <> 'data-key') THEN
          RAISE EXCEPTION 'documents are under other keys: rotate back to data-key first';
        END IF;
      END $$;
      ALTER TABLE api.document DROP CONSTRAINT document_access_of_assets,
        DROP CONSTRAINT document_version_replaces, DROP access, DROP valid_until, DROP version,
        DROP replaces;
      ALTER TABLE api.blob DROP key_name;
    `);
  }
}
