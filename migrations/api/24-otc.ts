import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The OTC board: signed orders and what became of them. */
export class Otc1760000000024 implements MigrationInterface {
  name = 'Otc1760000000024';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- amount and filled are of the asset, price of the payment token for the whole amount; base units.
      CREATE TABLE api.otc_order (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        wallet_id uuid NOT NULL REFERENCES api.wallet,
        state text NOT NULL CHECK (state IN ('open', 'filled', 'cancelled', 'expired')),
        hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
        signature bytea NOT NULL,
        maker bytea NOT NULL CHECK (length(maker) = 20),
        taker bytea CHECK (length(taker) = 20),
        payment_token bytea NOT NULL CHECK (length(payment_token) = 20),
        payment_symbol text NOT NULL,
        payment_decimals smallint NOT NULL,
        sells boolean NOT NULL,
        amount numeric(78, 0) NOT NULL CHECK (amount > 0),
        price numeric(78, 0) NOT NULL CHECK (price > 0),
        min_fill numeric(78, 0) NOT NULL CHECK (min_fill >= 0),
        nonce numeric(78, 0) NOT NULL CHECK (nonce >= 0),
        deadline timestamptz NOT NULL,
        filled numeric(78, 0) NOT NULL,
        match_operation_id uuid REFERENCES api.chain_command,
        match_pending boolean NOT NULL,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT otc_order_filled CHECK (filled BETWEEN 0 AND amount),
        CONSTRAINT otc_order_is_filled CHECK ((state = 'filled') = (filled = amount))
      );
      CREATE INDEX otc_order_token_idx ON api.otc_order (token_id, id);
      CREATE INDEX otc_order_maker_idx ON api.otc_order (maker);
      CREATE INDEX otc_order_open_idx ON api.otc_order (deadline) WHERE state = 'open';

      -- One row for each order that a trade has filled: two where orders were matched.
      CREATE TABLE api.otc_trade (
        order_id uuid NOT NULL REFERENCES api.otc_order,
        transaction_hash bytea NOT NULL,
        log_index integer NOT NULL,
        seller bytea NOT NULL CHECK (length(seller) = 20),
        buyer bytea NOT NULL CHECK (length(buyer) = 20),
        amount numeric(78, 0) NOT NULL CHECK (amount > 0),
        paid numeric(78, 0) NOT NULL CHECK (paid >= 0),
        traded_at timestamptz NOT NULL,
        PRIMARY KEY (order_id, transaction_hash, log_index)
      );
      CREATE INDEX otc_trade_place_idx ON api.otc_trade (transaction_hash, log_index);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP TABLE api.otc_trade, api.otc_order');
  }
}
