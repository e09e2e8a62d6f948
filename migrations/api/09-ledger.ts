import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger at speed, and for others to follow: transfers get a narrow journal of their own, and
 * what is pending, final or retracted is numbered for good.
 */
export class Ledger1760000000009 implements MigrationInterface {
  name = 'Ledger1760000000009';

  async up(q: QueryRunner): Promise<void> {
    await q.query(transfers);
    await q.query(events);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(noEvents);
    await q.query(noTransfers);
  }
}

/** keccak256 of Transfer(address,address,uint256). */
const TRANSFER = String.raw`'\xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef'::bytea`;

const transfers = `
  -- The journal's Transfer logs: nine of ten logs are one. Hash and time of the block are in
  -- ledger_block, topics and data follow from the columns.
  CREATE TABLE api.ledger_transfer (
    block_number bigint NOT NULL,
    log_index integer NOT NULL,
    transaction_hash bytea NOT NULL,
    token bytea NOT NULL,
    sender bytea NOT NULL,
    receiver bytea NOT NULL,
    amount numeric(78, 0) NOT NULL CHECK (amount >= 0),
    command_id uuid REFERENCES api.chain_command,
    PRIMARY KEY (block_number, log_index)
  );
  INSERT INTO api.ledger_transfer
  SELECT block_number, log_index, transaction_hash, address, substr(topics[2], 13),
    substr(topics[3], 13), (args->>'value')::numeric, command_id
  FROM api.ledger_log WHERE contract = 'AssetToken' AND event = 'Transfer'
  ORDER BY block_number, log_index;
  DELETE FROM api.ledger_log WHERE contract = 'AssetToken' AND event = 'Transfer';

  -- Found by block through ledger_transfer; nobody asks for logs by transaction.
  DROP INDEX api.holding_change_block;
  DROP INDEX api.ledger_log_transaction;
  -- The holder first: it tells rows apart at the first comparison, a token seldom does.
  ALTER TABLE api.holding_change DROP CONSTRAINT holding_change_pkey,
    ADD PRIMARY KEY (holder, token, block_number);
  -- Room on the page for the next balance: no index has to be touched.
  ALTER TABLE api.holding SET (fillfactor = 70);
`;

const events = `
  -- The number of the next event; moves with the cursor.
  ALTER TABLE api.ledger_cursor ADD COLUMN next_event bigint NOT NULL DEFAULT 1;

  -- What became of a block with logs of ours. It gives its logs the numbers first_seq to last_seq,
  -- without a gap between rows; retracted ones are told newest first.
  CREATE TABLE api.ledger_event (
    first_seq bigint PRIMARY KEY,
    last_seq bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('pending', 'final', 'retracted')),
    block_number bigint NOT NULL,
    block_hash bytea NOT NULL,
    CHECK (last_seq >= first_seq)
  );

  -- Blocks above the final one, as last told.
  CREATE TABLE api.ledger_pending_block (
    number bigint PRIMARY KEY,
    hash bytea NOT NULL,
    logs integer NOT NULL
  );

  -- Logs of blocks that are not in the journal: not final yet, or on a branch that went.
  CREATE TABLE api.ledger_branch_log (
    block_hash bytea NOT NULL,
    log_index integer NOT NULL,
    block_number bigint NOT NULL,
    block_time timestamptz NOT NULL,
    transaction_hash bytea NOT NULL,
    contract text NOT NULL,
    address bytea NOT NULL,
    event text NOT NULL,
    args jsonb NOT NULL,
    command_id uuid,
    PRIMARY KEY (block_hash, log_index)
  );

  -- What is in the journal already was final before events were numbered.
  INSERT INTO api.ledger_event
  SELECT sum(logs) OVER w - logs + 1, sum(logs) OVER w, 'final', block_number, b.hash
  FROM (SELECT block_number, count(*) AS logs FROM (
      SELECT block_number FROM api.ledger_log UNION ALL SELECT block_number FROM api.ledger_transfer
    ) AS l GROUP BY block_number) AS counted
    JOIN api.ledger_block b ON b.number = block_number
  WINDOW w AS (ORDER BY block_number);
  UPDATE api.ledger_cursor
  SET next_event = coalesce((SELECT max(last_seq) FROM api.ledger_event), 0) + 1;
`;

const noEvents = `
  DROP TABLE api.ledger_branch_log, api.ledger_pending_block, api.ledger_event;
  ALTER TABLE api.ledger_cursor DROP COLUMN next_event;
`;

const noTransfers = `
  INSERT INTO api.ledger_log (block_number, log_index, block_hash, block_time, transaction_hash,
    contract, address, event, topics, data, args, command_id)
  SELECT t.block_number, t.log_index, b.hash, b.time, t.transaction_hash, 'AssetToken', t.token,
    'Transfer', ARRAY[${TRANSFER}, decode(repeat('00', 12), 'hex') || t.sender,
      decode(repeat('00', 12), 'hex') || t.receiver],
    -- 32 bytes, four at a time.
    (SELECT string_agg(decode(lpad(to_hex(
        mod(div(t.amount, round(4294967296::numeric ^ k)), 4294967296)::bigint), 8, '0'), 'hex'),
        ''::bytea ORDER BY k DESC)
      FROM generate_series(0, 7) AS k),
    jsonb_build_object('from', '0x' || encode(t.sender, 'hex'),
      'to', '0x' || encode(t.receiver, 'hex'), 'value', t.amount::text),
    t.command_id
  FROM api.ledger_transfer t JOIN api.ledger_block b ON b.number = t.block_number;
  DROP TABLE api.ledger_transfer;
  CREATE INDEX ledger_log_transaction ON api.ledger_log (transaction_hash);
  CREATE INDEX holding_change_block ON api.holding_change (block_number);
  ALTER TABLE api.holding_change DROP CONSTRAINT holding_change_pkey,
    ADD PRIMARY KEY (token, holder, block_number);
  ALTER TABLE api.holding RESET (fillfactor);
`;
