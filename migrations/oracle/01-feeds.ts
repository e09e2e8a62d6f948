import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Everything the oracle keeps: documents, valuations, decisions, rounds, promises, transactions. */
export class Feeds1760000000101 implements MigrationInterface {
  name = 'Feeds1760000000101';

  async up(q: QueryRunner): Promise<void> {
    await q.query('CREATE SCHEMA IF NOT EXISTS oracle');
    for (const statement of UP) await q.query(statement);
  }

  async down(q: QueryRunner): Promise<void> {
    for (const table of TABLES.toReversed()) await q.query(`DROP TABLE oracle.${table}`);
  }
}

const TABLES = [
  'feed',
  'raw_document',
  'valuation',
  'valuation_document',
  'decision',
  'report',
  'round',
  'promise',
  'transaction',
];

const UP = [
  // What was discovered, and how each feed stands now.
  `CREATE TABLE oracle.feed (
    address bytea PRIMARY KEY CHECK (octet_length(address) = 20),
    kind text NOT NULL CHECK (kind IN ('nav', 'reserve')),
    asset_id uuid NOT NULL,
    asset_kind text NOT NULL,
    token_address bytea NOT NULL CHECK (octet_length(token_address) = 20),
    statement_url text NOT NULL,
    discovered_at timestamptz NOT NULL,
    listed boolean NOT NULL,
    status text NOT NULL,
    status_reason text NOT NULL,
    checked_at timestamptz,
    UNIQUE (asset_id, kind)
  )`,

  // Bytes as they came, once for each content of a source.
  `CREATE TABLE oracle.raw_document (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    source text NOT NULL,
    sha256 bytea NOT NULL CHECK (octet_length(sha256) = 32),
    bytes bytea NOT NULL,
    fetched_at timestamptz NOT NULL,
    last_seen_at timestamptz NOT NULL,
    UNIQUE (source, sha256)
  )`,

  // A derivation: exact inputs, the arithmetic in lines, both values. Equal inputs are one row.
  `CREATE TABLE oracle.valuation (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    asset_id uuid NOT NULL,
    inputs_hash bytea NOT NULL CHECK (octet_length(inputs_hash) = 32),
    inputs jsonb NOT NULL,
    lines text[] NOT NULL,
    warnings text[] NOT NULL,
    nav numeric(78,0) NOT NULL,
    nav_valuation_time timestamptz NOT NULL,
    reserve numeric(78,0) NOT NULL,
    reserve_valuation_time timestamptz NOT NULL,
    created_at timestamptz NOT NULL,
    UNIQUE (asset_id, inputs_hash)
  )`,
  `CREATE TABLE oracle.valuation_document (
    valuation_id uuid NOT NULL REFERENCES oracle.valuation,
    document_id uuid NOT NULL REFERENCES oracle.raw_document,
    PRIMARY KEY (valuation_id, document_id)
  )`,

  // Why something was published, held back or refused. The same answer again only counts up.
  `CREATE TABLE oracle.decision (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    feed bytea NOT NULL REFERENCES oracle.feed,
    round bigint NOT NULL,
    action text NOT NULL CHECK (action IN ('publish', 'hold', 'refuse')),
    code text NOT NULL,
    reason text NOT NULL,
    value numeric(78,0),
    valuation_id uuid REFERENCES oracle.valuation,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    times bigint NOT NULL DEFAULT 1
  )`,
  `CREATE INDEX decision_of_feed ON oracle.decision (feed, round, last_at)`,

  // A set of rounds that goes to the chain under one digest and one signature set.
  `CREATE TABLE oracle.report (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    committee bytea NOT NULL CHECK (octet_length(committee) = 20),
    epoch bigint NOT NULL,
    expires_at timestamptz NOT NULL,
    typed_data jsonb NOT NULL,
    signer_bitmap bigint,
    proof bytea,
    state text NOT NULL CHECK (state IN ('proposed', 'signed', 'sent', 'accepted', 'abandoned')),
    state_reason text,
    created_at timestamptz NOT NULL
  )`,
  `CREATE INDEX report_open ON oracle.report (created_at) WHERE state IN ('proposed', 'signed', 'sent')`,

  // The rounds of a report. A round that was accepted is never proposed again.
  `CREATE TABLE oracle.round (
    report_id uuid NOT NULL REFERENCES oracle.report,
    feed bytea NOT NULL REFERENCES oracle.feed,
    round bigint NOT NULL,
    answer numeric(78,0) NOT NULL,
    valuation_time timestamptz NOT NULL,
    valuation_id uuid NOT NULL REFERENCES oracle.valuation,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    state text NOT NULL CHECK (state IN ('open', 'accepted', 'parked', 'abandoned')),
    PRIMARY KEY (report_id, feed)
  )`,
  // A feed has one round on its way: the next is proposed when this one is settled.
  `CREATE UNIQUE INDEX round_one_open ON oracle.round (feed) WHERE state = 'open'`,
  `CREATE UNIQUE INDEX round_accepted_once ON oracle.round (feed, round) WHERE state = 'accepted'`,
  `CREATE INDEX round_of_feed ON oracle.round (feed, round)`,

  // Written and committed before a signer signs, so that it never signs two live reports for a round.
  `CREATE TABLE oracle.promise (
    signer bytea NOT NULL CHECK (octet_length(signer) = 20),
    feed bytea NOT NULL CHECK (octet_length(feed) = 20),
    epoch bigint NOT NULL,
    round bigint NOT NULL,
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    expires_at timestamptz NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (signer, feed, epoch, round)
  )`,

  // Raw bytes stored before sending: after a crash the very same bytes go out again.
  `CREATE TABLE oracle.transaction (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    report_id uuid NOT NULL REFERENCES oracle.report,
    sender bytea NOT NULL CHECK (octet_length(sender) = 20),
    nonce bigint NOT NULL,
    hash bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    raw bytea NOT NULL,
    state text NOT NULL CHECK (state IN ('stored', 'sent', 'mined', 'confirmed', 'reverted', 'displaced')),
    block_number bigint,
    block_hash bytea,
    gas_used bigint,
    created_at timestamptz NOT NULL,
    sent_at timestamptz,
    confirmed_at timestamptz
  )`,
  `CREATE INDEX transaction_of_report ON oracle.transaction (report_id)`,
  `CREATE INDEX transaction_alive ON oracle.transaction (sender) WHERE state IN ('stored', 'sent', 'mined')`,
];
