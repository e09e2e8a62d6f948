import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sales of tokens: their terms, the orders, and the money that came and went. */
export class Offerings1760000000014 implements MigrationInterface {
  name = 'Offerings1760000000014';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- terms: what compliance approves, word for word; fixed once proposed. Amounts of money are base units of
      -- the payment token, which has payment_decimals.
      CREATE TABLE api.offering (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('draft', 'proposed', 'launching', 'open', 'closed', 'cancelling',
          'cancelled', 'finalised')),
        terms jsonb NOT NULL,
        payment_symbol text NOT NULL,
        payment_decimals smallint NOT NULL CHECK (payment_decimals BETWEEN 2 AND 18),
        paused boolean NOT NULL DEFAULT false,
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        satellite_id uuid,
        address bytea UNIQUE CHECK (length(address) = 20),
        -- When the book was divided; only where the terms let it be.
        allotted_at timestamptz,
        unallotted numeric(78, 0) CHECK (unallotted >= 0),
        failure_code text,
        failure text,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT offering_open_is_on_chain CHECK (
          address IS NOT NULL OR state IN ('draft', 'proposed', 'launching'))
      );
      CREATE INDEX offering_organisation ON api.offering (organisation_id, id);
      CREATE INDEX offering_advancing ON api.offering (id) WHERE state IN ('open', 'closed', 'cancelling', 'cancelled');

      CREATE SEQUENCE api.subscription_reference AS bigint;

      -- An order. ordered: asked for; amount: to be paid (less than ordered where the book was divided).
      CREATE TABLE api.subscription (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        offering_id uuid NOT NULL REFERENCES api.offering,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        wallet_id uuid NOT NULL REFERENCES api.wallet,
        wallet_address bytea NOT NULL CHECK (length(wallet_address) = 20),
        channel text NOT NULL CHECK (channel IN ('stablecoin', 'bank')),
        state text NOT NULL CHECK (state IN ('submitted', 'eligible', 'awaiting_payment', 'paid', 'approved',
          'settling', 'settled', 'refunding', 'refunded', 'cancelled', 'rejected')),
        reference text NOT NULL UNIQUE,
        ordered numeric(78, 0) NOT NULL CHECK (ordered > 0),
        amount numeric(78, 0) NOT NULL CHECK (amount >= 0 AND amount <= ordered),
        paid numeric(78, 0) NOT NULL DEFAULT 0 CHECK (paid >= 0),
        min_tokens numeric(78, 0) NOT NULL DEFAULT 0 CHECK (min_tokens >= 0),
        paid_at timestamptz,
        cooling_off_until timestamptz,
        tokens numeric(78, 0) CHECK (tokens > 0),
        supply_order_id uuid REFERENCES api.supply_order,
        operation_id uuid REFERENCES api.chain_command,
        transaction_hash bytea,
        block_number bigint,
        settled_at timestamptz,
        -- Why it is where it is: a stable code, and a sentence for people.
        reason_code text,
        reason text,
        ordered_by uuid NOT NULL REFERENCES api.user_account,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        -- The bank's money is counted by us alone: no more is kept than was asked for.
        CONSTRAINT subscription_bank_keeps_no_more CHECK (channel <> 'bank' OR paid <= amount),
        CONSTRAINT subscription_settled_on_chain CHECK (
          (state = 'settled') = (tokens IS NOT NULL AND transaction_hash IS NOT NULL AND block_number IS NOT NULL
            AND settled_at IS NOT NULL))
      );
      CREATE INDEX subscription_offering ON api.subscription (offering_id, id);
      CREATE INDEX subscription_organisation ON api.subscription (organisation_id, id);
      CREATE INDEX subscription_operation ON api.subscription (operation_id) WHERE operation_id IS NOT NULL;
      CREATE UNIQUE INDEX subscription_supply_order ON api.subscription (supply_order_id)
        WHERE supply_order_id IS NOT NULL;
      -- The contract keeps one position per wallet: so one living order of it.
      CREATE UNIQUE INDEX subscription_one_position ON api.subscription (offering_id, wallet_address)
        WHERE channel = 'stablecoin'
          AND state IN ('submitted', 'eligible', 'awaiting_payment', 'paid', 'approved', 'settling', 'refunding');

      -- Money that came in: seen on the chain, or told by one person and confirmed by another. applied: what an order
      -- keeps of it; returned: what went back; the rest is owed to whoever paid.
      CREATE TABLE api.subscription_payment (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        offering_id uuid NOT NULL REFERENCES api.offering,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        subscription_id uuid REFERENCES api.subscription,
        channel text NOT NULL CHECK (channel IN ('stablecoin', 'bank')),
        state text NOT NULL CHECK (state IN ('recorded', 'confirmed', 'rejected', 'retracted')),
        finding text NOT NULL CHECK (finding IN ('exact', 'part', 'completes', 'over', 'repeated', 'unknown_reference',
          'order_over', 'no_order', 'stranger')),
        amount numeric(78, 0) NOT NULL CHECK (amount > 0),
        applied numeric(78, 0) NOT NULL DEFAULT 0 CHECK (applied >= 0),
        returned numeric(78, 0) NOT NULL DEFAULT 0 CHECK (returned >= 0),
        bank_transaction_id text,
        reference text,
        payer text,
        received_on date,
        recorded_by uuid REFERENCES api.user_account,
        approval_id uuid REFERENCES api.approval,
        wallet_address bytea CHECK (length(wallet_address) = 20),
        transaction_hash bytea,
        log_index int,
        refund_operation_id uuid REFERENCES api.chain_command,
        refund_hash bytea,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT subscription_payment_spent_once CHECK (applied + returned <= amount),
        CONSTRAINT subscription_payment_of_channel CHECK (CASE channel
          WHEN 'bank' THEN bank_transaction_id IS NOT NULL AND recorded_by IS NOT NULL
          ELSE wallet_address IS NOT NULL AND transaction_hash IS NOT NULL AND log_index IS NOT NULL END)
      );
      CREATE INDEX subscription_payment_offering ON api.subscription_payment (offering_id, id);
      CREATE INDEX subscription_payment_subscription ON api.subscription_payment (subscription_id)
        WHERE subscription_id IS NOT NULL;
      CREATE UNIQUE INDEX subscription_payment_bank_once ON api.subscription_payment
        (organisation_id, bank_transaction_id) WHERE channel = 'bank' AND state <> 'rejected';
      CREATE UNIQUE INDEX subscription_payment_log_once ON api.subscription_payment (transaction_hash, log_index)
        WHERE channel = 'stablecoin' AND state <> 'retracted';

      -- A bank transfer back to whoever paid.
      CREATE TABLE api.payment_return (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        payment_id uuid NOT NULL REFERENCES api.subscription_payment,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('recorded', 'confirmed', 'rejected')),
        amount numeric(78, 0) NOT NULL CHECK (amount > 0),
        bank_transaction_id text NOT NULL,
        sent_on date NOT NULL,
        recorded_by uuid NOT NULL REFERENCES api.user_account,
        approval_id uuid REFERENCES api.approval,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE INDEX payment_return_payment ON api.payment_return (payment_id, id);
      CREATE UNIQUE INDEX payment_return_bank_once ON api.payment_return (organisation_id, bank_transaction_id)
        WHERE state <> 'rejected';
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.payment_return, api.subscription_payment, api.subscription, api.offering;
      DROP SEQUENCE api.subscription_reference;
    `);
  }
}
