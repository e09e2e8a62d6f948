import type { Database } from '../database.js';
import { DEAD_LETTERS, type Envelope } from './definition.js';
import { JOBS_SCHEMA } from './queue-db.js';

/** A job that failed at every try. */
export interface DeadLetter {
  id: string;
  /** The kind of job. */
  name: string;
  data: Envelope;
  attempts: number;
  reason: string | null;
  enqueuedAt: Date;
  failedAt: Date;
  /** Orders the list, newest first, to the microsecond. */
  position: string;
}

const COLUMNS = `id, source_name AS name, data, source_retry_count + 1 AS attempts,
  output ->> 'message' AS reason, source_created_on AS "enqueuedAt", created_on AS "failedAt",
  to_char(created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '|' || id AS position`;

/** Shape of a `position`. */
export const POSITION = /^[0-9T:.-]+\|[0-9a-f-]{36}$/;

/** The newest first, after a position if one is given. */
export function deadLetters(
  db: Database,
  limit: number,
  after: string | null,
): Promise<DeadLetter[]> {
  const [time, id] = after?.split('|') ?? [null, null];
  return db.sql<DeadLetter>(
    `SELECT ${COLUMNS} FROM ${JOBS_SCHEMA}.job WHERE name = $1
       AND ($2::text IS NULL OR (created_on, id) < (($2 || 'Z')::timestamptz, $3::uuid))
     ORDER BY created_on DESC, id DESC LIMIT $4`,
    [DEAD_LETTERS, time, id, limit],
  );
}

/** Takes one out, in the running transaction; undefined where it is not there (any more). */
export async function takeDeadLetter(db: Database, id: string): Promise<DeadLetter | undefined> {
  const [taken] = await db.sql<DeadLetter>(
    `SELECT ${COLUMNS} FROM ${JOBS_SCHEMA}.job WHERE name = $1 AND id = $2 FOR UPDATE`,
    [DEAD_LETTERS, id],
  );
  if (!taken) return undefined;
  await db.sql(`DELETE FROM ${JOBS_SCHEMA}.job WHERE name = $1 AND id = $2`, [DEAD_LETTERS, id]);
  return taken;
}

export interface JobCounts extends Record<string, number> {
  waiting: number;
  active: number;
  /** Dead letters. */
  dead: number;
}

export async function jobCounts(db: Database): Promise<JobCounts> {
  const [row] = await db.sql<Record<'waiting' | 'active' | 'dead', string>>(
    `SELECT count(*) FILTER (WHERE name <> $1 AND state < 'active') AS waiting,
       count(*) FILTER (WHERE name <> $1 AND state = 'active') AS active,
       count(*) FILTER (WHERE name = $1) AS dead
     FROM ${JOBS_SCHEMA}.job WHERE state < 'completed'`,
    [DEAD_LETTERS],
  );
  return {
    waiting: Number(row?.waiting ?? 0),
    active: Number(row?.active ?? 0),
    dead: Number(row?.dead ?? 0),
  };
}
