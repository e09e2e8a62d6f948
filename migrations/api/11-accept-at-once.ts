import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An accept in one call: keys, commands and audit entries of a whole group. Fewer indexes on what
 * every accept writes: each is paid for with every row, in time and in the log.
 */
export class AcceptAtOnce1760000000011 implements MigrationInterface {
  name = 'AcceptAtOnce1760000000011';

  async up(q: QueryRunner): Promise<void> {
    await q.query(keys);
    await q.query(commands);
    await q.query(accept);
    await q.query(indexes);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(indexesBefore);
    await q.query(`
      DROP FUNCTION api.accept(jsonb, jsonb, timestamptz, jsonb);
      DROP FUNCTION api.chain_enqueue(jsonb, timestamptz);
      DROP FUNCTION api.idempotency_claim(jsonb);
    `);
  }
}

/** Takes keys in their order, so that two groups never wait for each other; answers those that are somebody's. */
const keys = `
  CREATE FUNCTION api.idempotency_claim(claims jsonb) RETURNS TABLE (user_id uuid, key text)
  LANGUAGE plpgsql AS $$
  #variable_conflict use_column
  BEGIN
    RETURN QUERY
      WITH asked AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(claims) AS c(user_id uuid, key text, request_hash text,
          status integer, sealed_answer text)
      ), claimed AS (
        INSERT INTO api.idempotency_key (user_id, key, request_hash, status, sealed_answer)
        SELECT user_id, key, request_hash, status, decode(sealed_answer, 'base64')
        FROM asked ORDER BY user_id, key
        ON CONFLICT DO NOTHING RETURNING user_id, key
      )
      SELECT user_id, key FROM asked EXCEPT SELECT user_id, key FROM claimed;
  END $$`;

/** Commands and the first line of their timelines. */
const commands = `
  CREATE FUNCTION api.chain_enqueue(commands jsonb, at timestamptz) RETURNS void
  LANGUAGE plpgsql AS $$
  BEGIN
    WITH asked AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(commands) AS c(n integer, id uuid, kind text, signer text,
        signer_address text, to_address text, data text, subject_type text, subject_id uuid,
        organisation_id uuid, requested_by uuid, correlation_id text)
    ), command AS (
      INSERT INTO api.chain_command (id, kind, signer, signer_address, to_address, data, state,
        subject_type, subject_id, organisation_id, requested_by, correlation_id, created_at,
        updated_at)
      SELECT id, kind, signer, decode(signer_address, 'hex'), decode(to_address, 'hex'),
        decode(data, 'hex'), 'queued', subject_type, subject_id, organisation_id, requested_by,
        correlation_id, at, at
      FROM asked ORDER BY n
    )
    INSERT INTO api.chain_command_event (command_id, state, at, data)
    SELECT id, 'queued', at, '{}'::jsonb FROM asked ORDER BY n;
  END $$`;

/** Writes all, or nothing where one of the keys is somebody's: those are answered. */
const accept = `
  CREATE FUNCTION api.accept(claims jsonb, commands jsonb, at timestamptz, entries jsonb)
  RETURNS TABLE (user_id uuid, key text) LANGUAGE plpgsql AS $$
  BEGIN
    RETURN QUERY SELECT * FROM api.idempotency_claim(claims);
    IF NOT FOUND THEN
      PERFORM api.chain_enqueue(commands, at);
      PERFORM api.audit_append(entries);
    END IF;
  END $$`;

const indexes = `
  -- A timeline is read by its command; its ids are the sequence's, unique without an index of their own.
  ALTER TABLE api.chain_command_event DROP CONSTRAINT chain_command_event_pkey;
  DROP INDEX api.chain_command_event_command;
  ALTER TABLE api.chain_command_event ADD PRIMARY KEY (command_id, id);
  -- Who looks for an order of sending looks among the open ones, which have indexes of their own.
  ALTER TABLE api.chain_command DROP CONSTRAINT chain_command_seq_key;
  -- What no transaction carries yet is never looked up by one.
  DROP INDEX api.chain_command_carrier;
  CREATE INDEX chain_command_carrier ON api.chain_command (carrier_id) WHERE carrier_id IS NOT NULL;
`;

const indexesBefore = `
  DROP INDEX api.chain_command_carrier;
  CREATE INDEX chain_command_carrier ON api.chain_command (carrier_id);
  ALTER TABLE api.chain_command ADD CONSTRAINT chain_command_seq_key UNIQUE (seq);
  ALTER TABLE api.chain_command_event DROP CONSTRAINT chain_command_event_pkey;
  ALTER TABLE api.chain_command_event ADD PRIMARY KEY (id);
  CREATE INDEX chain_command_event_command ON api.chain_command_event (command_id, id);
`;
