import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * An accept in one statement, business rows and all: it commits by itself, and what must not be
 * committed is an error. A group of requests is one trip to the database instead of five.
 */
export class AcceptInOne1760000000037 implements MigrationInterface {
  name = 'AcceptInOne1760000000037';

  async up(q: QueryRunner): Promise<void> {
    await q.query('DROP FUNCTION api.accept(jsonb, jsonb, timestamptz, jsonb)');
    await q.query(acceptInOne);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP FUNCTION api.accept(integer[], integer, jsonb, jsonb, timestamptz, jsonb)');
    await q.query(acceptBefore);
  }
}

/**
 * Writes all, or fails with a list in JSON as its detail: AC001 with the places of the business rows
 * that were `written`, where those are not `asked` many; AC002 with the keys that are somebody's. Keys are
 * taken in their order, so that two groups never wait for each other.
 */
const acceptInOne = `
  CREATE FUNCTION api.accept(written integer[], asked integer, claims jsonb, commands jsonb,
    at timestamptz, entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    fresh integer;
    taken json;
  BEGIN
    IF cardinality(written) <> asked THEN
      RAISE EXCEPTION 'some rows were not as they had been read'
        USING ERRCODE = 'AC001', DETAIL = to_json(written);
    END IF;
    INSERT INTO api.idempotency_key (user_id, key, request_hash, status, sealed_answer)
      SELECT c.user_id, c.key, c.request_hash, c.status, decode(c.sealed_answer, 'base64')
      FROM jsonb_to_recordset(claims) AS c(user_id uuid, key text, request_hash text,
        status integer, sealed_answer text)
      ORDER BY c.user_id, c.key
      ON CONFLICT DO NOTHING;
    GET DIAGNOSTICS fresh = ROW_COUNT;
    IF fresh <> asked THEN
      SELECT json_agg(json_build_object('userId', k.user_id, 'key', k.key)) INTO taken
        FROM api.idempotency_key AS k
        JOIN jsonb_to_recordset(claims) AS c(user_id uuid, key text) USING (user_id, key)
        WHERE k.xmin <> pg_current_xact_id()::xid;
      RAISE EXCEPTION 'some keys were taken' USING ERRCODE = 'AC002', DETAIL = taken;
    END IF;
    PERFORM api.chain_enqueue(commands, at);
    PERFORM api.audit_append(entries);
  END $$`;

const acceptBefore = `
  CREATE FUNCTION api.accept(claims jsonb, commands jsonb, at timestamptz, entries jsonb)
  RETURNS TABLE (user_id uuid, key text) LANGUAGE plpgsql AS $$
  BEGIN
    RETURN QUERY SELECT * FROM api.idempotency_claim(claims);
    IF NOT FOUND THEN
      PERFORM api.chain_enqueue(commands, at);
      PERFORM api.audit_append(entries);
    END IF;
  END $$`;
