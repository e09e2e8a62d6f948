import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The stages between a document and a round that were only logged, and what the canary saw. */
export class Watch1760000000105 implements MigrationInterface {
  name = 'Watch1760000000105';

  async up(q: QueryRunner): Promise<void> {
    for (const statement of UP) await q.query(statement);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const statement of DOWN) await q.query(statement);
  }
}

const UP = [
  // Normalise and validate: what each source of a valuation said, and whether it had a voice.
  `ALTER TABLE oracle.valuation ADD COLUMN voices jsonb NOT NULL DEFAULT '[]'`,

  // What sources failed with, one row for each way to fail; the same again only counts up.
  `CREATE TABLE oracle.source_failure (
    asset_id uuid NOT NULL,
    feed_kind text NOT NULL CHECK (feed_kind IN ('nav', 'reserve')),
    provider text NOT NULL,
    source_kind text NOT NULL,
    code text NOT NULL,
    reason text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (asset_id, feed_kind, provider, source_kind, code)
  )`,

  // Each signer's answer to a proposal: its signature, or why not, and what it derived itself.
  `CREATE TABLE oracle.signing (
    report_id uuid NOT NULL REFERENCES oracle.report,
    signer bytea NOT NULL CHECK (octet_length(signer) = 20),
    -- SIGNED, or the code of the refusal.
    outcome text NOT NULL,
    signature bytea CHECK (octet_length(signature) = 64),
    reason text,
    -- [{feed, value, valuationTime}]; empty where it refused before it derived anything.
    derived jsonb NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (report_id, signer, outcome),
    CHECK ((outcome = 'SIGNED') = (signature IS NOT NULL)),
    CHECK ((outcome = 'SIGNED') = (reason IS NULL))
  )`,
  `CREATE INDEX signing_lately ON oracle.signing (last_at)`,

  // Quorum and dry call.
  `ALTER TABLE oracle.report
    ADD COLUMN signed_at timestamptz,
    ADD COLUMN dry_call_at timestamptz,
    ADD COLUMN dry_call text`,
  `COMMENT ON COLUMN oracle.report.dry_call IS 'PASSED, or why the chain would have refused'`,
  `CREATE INDEX transaction_confirmed ON oracle.transaction (confirmed_at)`,

  // What a contract that reads the feed sees, beside what this service believes it published.
  `CREATE TABLE oracle.sighting (
    feed bytea PRIMARY KEY REFERENCES oracle.feed,
    seen_at timestamptz NOT NULL,
    block_number bigint NOT NULL,
    -- AGREES, or the first thing that does not.
    verdict text NOT NULL,
    reason text NOT NULL,
    since timestamptz NOT NULL,
    round bigint,
    answer numeric(78,0),
    valuation_time timestamptz,
    updated_at timestamptz,
    decimals smallint,
    status text,
    -- Of the token at that block, base units.
    supply numeric(78,0),
    token_decimals smallint
  )`,
];

const DOWN = [
  'DROP TABLE oracle.sighting',
  'DROP INDEX oracle.transaction_confirmed',
  'ALTER TABLE oracle.report DROP COLUMN signed_at, DROP COLUMN dry_call_at, DROP COLUMN dry_call',
  'DROP TABLE oracle.signing',
  'DROP TABLE oracle.source_failure',
  'ALTER TABLE oracle.valuation DROP COLUMN voices',
];
