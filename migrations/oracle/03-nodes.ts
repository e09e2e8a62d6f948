import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Nodes of their own: promises are kept in each node's journal, and the lead has an epoch. */
export class Nodes1760000000103 implements MigrationInterface {
  name = 'Nodes1760000000103';

  async up(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE oracle.promise');
    await q.query(`CREATE TABLE oracle.leader (
      -- One row: who leads, or led last.
      single boolean PRIMARY KEY DEFAULT true CHECK (single),
      -- Counts the takings of the lead; what was begun in an earlier one is not committed.
      epoch bigint NOT NULL,
      holder bytea NOT NULL CHECK (octet_length(holder) = 20),
      since timestamptz NOT NULL
    )`);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE oracle.leader');
    await q.query(`CREATE TABLE oracle.promise (
      signer bytea NOT NULL CHECK (octet_length(signer) = 20),
      feed bytea NOT NULL CHECK (octet_length(feed) = 20),
      epoch bigint NOT NULL,
      round bigint NOT NULL,
      digest bytea NOT NULL CHECK (octet_length(digest) = 32),
      expires_at timestamptz NOT NULL,
      made_at timestamptz NOT NULL,
      PRIMARY KEY (signer, feed, epoch, round)
    )`);
  }
}
