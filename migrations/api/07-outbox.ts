import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Transactions of their own beside the commands they carry: one transaction may carry several
 * commands and be signed several times at one nonce.
 */
export class Outbox1760000000007 implements MigrationInterface {
  name = 'Outbox1760000000007';

  async up(q: QueryRunner): Promise<void> {
    await q.query(carriers);
    await q.query(attempts);
    await q.query(reconciliations);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(back);
  }
}

const carriers = `
  -- A nonce and what goes to the chain under it. Its commands are always in its state.
  CREATE TABLE api.chain_carrier (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    signer_address bytea NOT NULL CHECK (length(signer_address) = 20),
    nonce bigint NOT NULL CHECK (nonce >= 0),
    commands integer NOT NULL CHECK (commands > 0),
    -- seq of its oldest command, which bears what is left when the fee is divided.
    first_seq bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('signed', 'sent', 'mined', 'confirmed', 'reverted',
      'displaced')),
    -- Of the newest attempt; once mined, of the one that was.
    transaction_hash bytea NOT NULL CHECK (length(transaction_hash) = 32),
    block_number bigint,
    block_hash bytea,
    succeeded boolean,
    gas_used bigint,
    fee_wei numeric(78, 0),
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CONSTRAINT chain_carrier_mined_in_a_block CHECK (
      (block_number IS NULL) = (state NOT IN ('mined', 'confirmed', 'reverted')))
  );
  CREATE INDEX chain_carrier_open ON api.chain_carrier (signer_address, state, nonce)
    WHERE state IN ('signed', 'sent', 'mined');
  CREATE INDEX chain_carrier_block ON api.chain_carrier (block_number)
    WHERE block_number IS NOT NULL;

  ALTER TABLE api.chain_command
    ADD COLUMN carrier_id uuid REFERENCES api.chain_carrier,
    -- Its batch reverted on-chain: it goes by itself.
    ADD COLUMN alone boolean NOT NULL DEFAULT false;

  INSERT INTO api.chain_carrier (signer_address, nonce, commands, first_seq, state,
    transaction_hash, block_number, block_hash, succeeded, gas_used, fee_wei, created_at, updated_at)
  SELECT signer_address, nonce, 1, seq, state, transaction_hash, block_number, block_hash, succeeded,
    gas_used, fee_wei, created_at, updated_at
  FROM api.chain_command WHERE nonce IS NOT NULL;
  UPDATE api.chain_command c SET carrier_id = k.id
  FROM api.chain_carrier k WHERE c.nonce IS NOT NULL AND k.first_seq = c.seq;

  DROP INDEX api.chain_command_nonce;
  CREATE UNIQUE INDEX chain_carrier_nonce ON api.chain_carrier (signer_address, nonce)
    WHERE state <> 'displaced';
  CREATE INDEX chain_command_carrier ON api.chain_command (carrier_id);
  ALTER TABLE api.chain_command ADD CONSTRAINT chain_command_carried
    CHECK ((carrier_id IS NULL) = (nonce IS NULL));
  -- Whether anything older is still on its way is asked across all signers.
  CREATE INDEX chain_command_unmined ON api.chain_command (seq)
    WHERE state IN ('queued', 'simulated', 'signed', 'sent');
`;

const attempts = `
  ALTER TABLE api.chain_command_attempt
    ADD COLUMN carrier_id uuid REFERENCES api.chain_carrier,
    -- The wall's clock and the chain's head when it was signed, by which a stuck one is known.
    ADD COLUMN recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN head_block bigint NOT NULL DEFAULT 0,
    ALTER COLUMN command_id DROP NOT NULL;
  COMMENT ON COLUMN api.chain_command_attempt.command_id IS
    'The command of a transaction that carries one; several are found through the carrier';

  INSERT INTO api.chain_carrier (signer_address, nonce, commands, first_seq, state,
    transaction_hash, created_at, updated_at)
  SELECT DISTINCT ON (c.id, a.nonce) a.signer_address, a.nonce, 1, c.seq, 'displaced', a.hash,
    a.signed_at, a.displaced_at
  FROM api.chain_command_attempt a JOIN api.chain_command c ON c.id = a.command_id
  WHERE a.displaced_at IS NOT NULL ORDER BY c.id, a.nonce, a.id DESC;
  UPDATE api.chain_command_attempt a SET carrier_id = k.id
  FROM api.chain_command c, api.chain_carrier k
  WHERE c.id = a.command_id AND k.first_seq = c.seq AND k.nonce = a.nonce
    AND (k.state = 'displaced') = (a.displaced_at IS NOT NULL);
  ALTER TABLE api.chain_command_attempt ALTER COLUMN carrier_id SET NOT NULL;
  CREATE INDEX chain_command_attempt_carrier ON api.chain_command_attempt (carrier_id);
`;

const reconciliations = `
  -- What a dispatcher found when it compared its nonces with the chain, and what it did about it.
  CREATE TABLE api.chain_reconciliation (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    signer text NOT NULL,
    signer_address bytea NOT NULL CHECK (length(signer_address) = 20),
    epoch bigint NOT NULL,
    at timestamptz NOT NULL,
    finding text NOT NULL CHECK (finding IN ('agrees', 'others_sent', 'waiting_to_be_mined',
      'node_behind', 'chain_set_back')),
    -- Transactions of this key: as the database knew, as executed, and with the node's waiting ones.
    stored_nonce bigint NOT NULL,
    executed_nonce bigint NOT NULL,
    pending_nonce bigint NOT NULL,
    next_nonce bigint NOT NULL,
    -- Transactions others sent from this key: [{"nonce", "hash", "blockNumber"}], hash null if not found.
    foreign_transactions jsonb NOT NULL,
    -- Hashes of our own that were sent again.
    sent_again jsonb NOT NULL
  );
  CREATE INDEX chain_reconciliation_signer ON api.chain_reconciliation (signer_address, id);
`;

const back = `
  DO $$ BEGIN
    IF EXISTS (SELECT FROM api.chain_carrier WHERE commands > 1) THEN
      RAISE EXCEPTION 'transactions carry several commands: the tables before knew one each';
    END IF;
  END $$;
  DROP TABLE api.chain_reconciliation;
  ALTER TABLE api.chain_command_attempt
    DROP COLUMN carrier_id, DROP COLUMN recorded_at, DROP COLUMN head_block,
    ALTER COLUMN command_id SET NOT NULL;
  COMMENT ON COLUMN api.chain_command_attempt.command_id IS NULL;
  DROP INDEX api.chain_command_unmined;
  ALTER TABLE api.chain_command DROP COLUMN carrier_id, DROP COLUMN alone;
  CREATE UNIQUE INDEX chain_command_nonce ON api.chain_command (signer_address, nonce)
    WHERE nonce IS NOT NULL;
  DROP TABLE api.chain_carrier;
`;
