import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What people asked for: rounds that correct others, rehearsals, and days to be published afterwards. */
export class Policy1760000000104 implements MigrationInterface {
  name = 'Policy1760000000104';

  async up(q: QueryRunner): Promise<void> {
    await q.query('ALTER TABLE oracle.decision ADD COLUMN corrects bigint');
    await states(q, 'report', [...REPORT, 'rehearsed']);
    await states(q, 'round', [...ROUND, 'rehearsed']);
    // Days whose values are published in order; one range for each feed at a time.
    await q.query(`CREATE TABLE oracle.backfill (
      id uuid PRIMARY KEY DEFAULT uuidv7(),
      feed bytea NOT NULL REFERENCES oracle.feed,
      first_day date NOT NULL,
      last_day date NOT NULL,
      state text NOT NULL CHECK (state IN ('open', 'done', 'cancelled')),
      -- Why the next day is not published yet, or why no more is to come.
      state_reason text,
      requested_at timestamptz NOT NULL,
      CHECK (first_day <= last_day)
    )`);
    await q.query(
      `CREATE UNIQUE INDEX backfill_one_open ON oracle.backfill (feed) WHERE state = 'open'`,
    );
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE oracle.backfill');
    await q.query(`UPDATE oracle.round SET state = 'abandoned' WHERE state = 'rehearsed'`);
    await q.query(`UPDATE oracle.report SET state = 'abandoned' WHERE state = 'rehearsed'`);
    await states(q, 'round', ROUND);
    await states(q, 'report', REPORT);
    await q.query('ALTER TABLE oracle.decision DROP COLUMN corrects');
  }
}

const REPORT = ['proposed', 'signed', 'sent', 'accepted', 'abandoned'];
const ROUND = ['open', 'accepted', 'parked', 'abandoned'];

async function states(q: QueryRunner, table: string, allowed: string[]): Promise<void> {
  const list = allowed.map((state) => `'${state}'`).join(', ');
  await q.query(`ALTER TABLE oracle.${table} DROP CONSTRAINT ${table}_state_check,
    ADD CONSTRAINT ${table}_state_check CHECK (state IN (${list}))`);
}
