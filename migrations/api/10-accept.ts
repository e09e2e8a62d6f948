import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What one accepted command writes, in few statements: audit entries chained where they lie, answers sealed. */
export class Accept1760000000010 implements MigrationInterface {
  name = 'Accept1760000000010';

  async up(q: QueryRunner): Promise<void> {
    // Answers may repeat what a person wrote: they are sealed by the application. One that lies here
    // in the clear cannot be sealed by SQL; its key stays spent.
    await q.query(
      'ALTER TABLE api.idempotency_key DROP COLUMN body, ADD COLUMN sealed_answer bytea',
    );
    await q.query(auditAppend);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP FUNCTION api.audit_append(jsonb)');
    await q.query(
      'ALTER TABLE api.idempotency_key DROP COLUMN sealed_answer, ADD COLUMN body json',
    );
  }
}

/**
 * Takes each lane's lock in ascending order, reads its head in a later snapshot than the lock's (a
 * single statement could not) and chains the new entries to it. `before` and `after` are the entry's
 * canonical JSON around the values of prevHash and seq, which are known only here.
 */
const auditAppend = `
  CREATE FUNCTION api.audit_append(entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    entry record;
    lane_now smallint := -1;
    seq_now bigint;
    head bytea;
    hash_now bytea;
  BEGIN
    FOR entry IN
      SELECT * FROM jsonb_to_recordset(entries) AS e(
        n integer, lane smallint, id uuid, at timestamptz, actor_user_id uuid,
        actor_organisation_id uuid, actor_role text, action text, subject_type text,
        subject_id text, organisation_id uuid, data jsonb, correlation_id text,
        before text, after text)
      ORDER BY e.lane, e.n
    LOOP
      IF entry.lane <> lane_now THEN
        lane_now := entry.lane;
        PERFORM pg_advisory_xact_lock(hashtext('api.audit_entry'), lane_now);
        SELECT a.seq, a.hash INTO seq_now, head FROM api.audit_entry a
          WHERE a.lane = lane_now ORDER BY a.seq DESC LIMIT 1;
        IF NOT FOUND THEN
          seq_now := 0;
          head := decode(repeat('00', 32), 'hex');
        END IF;
      END IF;
      seq_now := seq_now + 1;
      hash_now := sha256(convert_to(
        entry.before || encode(head, 'hex') || '","seq":"' || seq_now || entry.after, 'UTF8'));
      INSERT INTO api.audit_entry (lane, seq, id, at, actor_user_id, actor_organisation_id,
        actor_role, action, subject_type, subject_id, organisation_id, data, correlation_id,
        prev_hash, hash)
      VALUES (lane_now, seq_now, entry.id, entry.at, entry.actor_user_id,
        entry.actor_organisation_id, entry.actor_role, entry.action, entry.subject_type,
        entry.subject_id, entry.organisation_id, entry.data, entry.correlation_id, head, hash_now);
      head := hash_now;
    END LOOP;
  END $$`;
