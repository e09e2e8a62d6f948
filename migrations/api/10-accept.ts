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
 * Takes the lanes' locks in ascending order, reads their heads in a later snapshot than the locks' (a
 * single statement could not) and chains the new entries to them. `before` and `after` are the
 * entry's canonical JSON around the values of prevHash and seq, which are known only here.
 */
const auditAppend = `
  CREATE FUNCTION api.audit_append(entries jsonb) RETURNS void LANGUAGE plpgsql AS $$
  DECLARE
    entry record;
    lane_now smallint := -1;
    seq_now bigint;
    head bytea;
    ns integer[];
    seqs bigint[];
    heads bytea[];
    hashes bytea[];
  BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('api.audit_entry'), l.lane)
      FROM (SELECT DISTINCT (e ->> 'lane')::smallint AS lane FROM jsonb_array_elements(entries) AS e
            ORDER BY 1) AS l;
    FOR entry IN
      SELECT e.n, e.lane, e.before, e.after, last.seq, last.hash
      FROM jsonb_to_recordset(entries) AS e(n integer, lane smallint, before text, after text)
      LEFT JOIN LATERAL (SELECT a.seq, a.hash FROM api.audit_entry a WHERE a.lane = e.lane
                         ORDER BY a.seq DESC LIMIT 1) AS last ON true
      ORDER BY e.lane, e.n
    LOOP
      IF entry.lane <> lane_now THEN
        lane_now := entry.lane;
        seq_now := coalesce(entry.seq, 0);
        head := coalesce(entry.hash, decode(repeat('00', 32), 'hex'));
      END IF;
      seq_now := seq_now + 1;
      ns := ns || entry.n;
      seqs := seqs || seq_now;
      heads := heads || head;
      head := sha256(convert_to(
        entry.before || encode(head, 'hex') || '","seq":"' || seq_now || entry.after, 'UTF8'));
      hashes := hashes || head;
    END LOOP;
    INSERT INTO api.audit_entry (lane, seq, id, at, actor_user_id, actor_organisation_id,
      actor_role, action, subject_type, subject_id, organisation_id, data, correlation_id,
      prev_hash, hash)
    SELECT e.lane, c.seq, e.id, e.at, e.actor_user_id, e.actor_organisation_id, e.actor_role,
      e.action, e.subject_type, e.subject_id, e.organisation_id, e.data, e.correlation_id,
      c.prev_hash, c.hash
    FROM jsonb_to_recordset(entries) AS e(
      n integer, lane smallint, id uuid, at timestamptz, actor_user_id uuid,
      actor_organisation_id uuid, actor_role text, action text, subject_type text,
      subject_id text, organisation_id uuid, data jsonb, correlation_id text)
    JOIN unnest(ns, seqs, heads, hashes) AS c(n, seq, prev_hash, hash) ON c.n = e.n;
  END $$`;
