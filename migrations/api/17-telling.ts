import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Webhooks: where organisations want to be told, and what came of it; and their programs' keys. */
export class Telling1760000000017 implements MigrationInterface {
  name = 'Telling1760000000017';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- An endpoint is its own queue: position is the number of the last event it has been told, or
      -- that was not for it. role is that of who made it and says which events are the organisation's.
      CREATE TABLE api.webhook_endpoint (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        role text NOT NULL,
        url text NOT NULL,
        description text,
        event_types text[] NOT NULL,
        position bigint NOT NULL,
        secret_sealed bytea NOT NULL,
        previous_secret_sealed bytea,
        previous_secret_until timestamptz,
        state text NOT NULL,
        disabled_because text,
        failures integer NOT NULL,
        failing_since timestamptz,
        next_attempt_at timestamptz NOT NULL,
        created_by uuid NOT NULL,
        created_at timestamptz NOT NULL,
        CONSTRAINT webhook_endpoint_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT webhook_endpoint_state CHECK (state IN ('active', 'disabled')),
        CONSTRAINT webhook_endpoint_disabled_because CHECK (
          (state = 'disabled') = (disabled_because IS NOT NULL)
          AND disabled_because IN ('failing', 'gone', 'by_owner')),
        CONSTRAINT webhook_endpoint_failing CHECK ((failures = 0) = (failing_since IS NULL)),
        CONSTRAINT webhook_endpoint_previous CHECK (
          (previous_secret_sealed IS NULL) = (previous_secret_until IS NULL))
      );
      CREATE INDEX webhook_endpoint_organisation_idx ON api.webhook_endpoint (organisation_id, id);
      CREATE INDEX webhook_endpoint_due_idx ON api.webhook_endpoint (next_attempt_at)
        WHERE state = 'active';

      -- One event for one endpoint; once more for each replay of it.
      CREATE TABLE api.webhook_delivery (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        endpoint_id uuid NOT NULL,
        event_number bigint NOT NULL,
        event_type text NOT NULL,
        replay_id uuid,
        state text NOT NULL,
        attempts integer NOT NULL,
        created_at timestamptz NOT NULL,
        delivered_at timestamptz,
        CONSTRAINT webhook_delivery_endpoint_fk
          FOREIGN KEY (endpoint_id) REFERENCES api.webhook_endpoint (id) ON DELETE CASCADE,
        CONSTRAINT webhook_delivery_state CHECK (state IN ('delivered', 'failed')),
        CONSTRAINT webhook_delivery_delivered CHECK (
          (state = 'delivered') = (delivered_at IS NOT NULL)),
        CONSTRAINT webhook_delivery_once
          UNIQUE NULLS NOT DISTINCT (endpoint_id, event_number, replay_id)
      );
      CREATE INDEX webhook_delivery_endpoint_idx ON api.webhook_delivery (endpoint_id, id);
      CREATE INDEX webhook_delivery_replay_idx ON api.webhook_delivery (replay_id)
        WHERE replay_id IS NOT NULL;

      CREATE TABLE api.webhook_attempt (
        delivery_id uuid NOT NULL,
        number integer NOT NULL,
        sent_at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        http_status integer,
        failure text,
        answer text,
        PRIMARY KEY (delivery_id, number),
        CONSTRAINT webhook_attempt_delivery_fk
          FOREIGN KEY (delivery_id) REFERENCES api.webhook_delivery (id) ON DELETE CASCADE
      );

      -- A program in a member's name. The key has 256 random bits, so that a plain hash keeps it.
      CREATE TABLE api.api_key (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        organisation_id uuid NOT NULL,
        membership_id uuid NOT NULL,
        name text NOT NULL,
        prefix text NOT NULL,
        key_hash bytea NOT NULL,
        scopes text[] NOT NULL,
        created_at timestamptz NOT NULL,
        expires_at timestamptz NOT NULL,
        last_used_at timestamptz,
        revoked_at timestamptz,
        CONSTRAINT api_key_organisation_fk
          FOREIGN KEY (organisation_id) REFERENCES api.organisation (id),
        CONSTRAINT api_key_membership_fk FOREIGN KEY (membership_id) REFERENCES api.membership (id),
        CONSTRAINT api_key_prefix UNIQUE (prefix)
      );
      CREATE INDEX api_key_membership_idx ON api.api_key (membership_id, id);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.api_key;
      DROP TABLE api.webhook_attempt;
      DROP TABLE api.webhook_delivery;
      DROP TABLE api.webhook_endpoint;
    `);
  }
}
