import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people are told: their inbox, what of it goes out by e-mail, and the demonstration's letter box. */
export class Notices1760000000018 implements MigrationInterface {
  name = 'Notices1760000000018';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Says what happened to what, by ids; the words are made when it is read.
      CREATE TABLE api.notice (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        user_id uuid NOT NULL,
        organisation_id uuid NOT NULL,
        topic text NOT NULL,
        action text NOT NULL,
        subject_type text NOT NULL,
        subject_id text NOT NULL,
        created_at timestamptz NOT NULL,
        read_at timestamptz,
        CONSTRAINT notice_user_fk FOREIGN KEY (user_id) REFERENCES api.user_account (id),
        CONSTRAINT notice_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id)
      );
      CREATE INDEX notice_user_idx ON api.notice (user_id, id);
      CREATE INDEX notice_unread_idx ON api.notice (user_id) WHERE read_at IS NULL;

      -- Only what somebody has set: the rest goes out by e-mail.
      CREATE TABLE api.notice_preference (
        user_id uuid NOT NULL,
        topic text NOT NULL,
        email boolean NOT NULL,
        PRIMARY KEY (user_id, topic),
        CONSTRAINT notice_preference_user_fk FOREIGN KEY (user_id) REFERENCES api.user_account (id)
      );

      -- Where there is no mail server: the demonstration's letters, sealed like all personal data.
      CREATE TABLE api.captured_mail (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        message_id text NOT NULL,
        message_sealed bytea NOT NULL,
        captured_at timestamptz NOT NULL,
        CONSTRAINT captured_mail_once UNIQUE (message_id)
      );
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.captured_mail;
      DROP TABLE api.notice_preference;
      DROP TABLE api.notice;
    `);
  }
}
