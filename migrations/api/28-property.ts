import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The deed of a property, the offers for the whole of it, and what holders are paid for their fractions. */
export class Property1760000000028 implements MigrationInterface {
  name = 'Property1760000000028';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault', 'ballot',
          'corporate_actions', 'deed_vault'));
      CREATE UNIQUE INDEX satellite_one_deed_vault ON api.satellite (asset_id) WHERE kind = 'deed_vault';

      -- title_id: as the contract derives it. payment_*: in which a buy-out is paid; approval_bps: of all fractions.
      CREATE TABLE api.deed (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        state text NOT NULL CHECK (state IN ('draft', 'recording', 'recorded', 'vaulted', 'released', 'struck',
          'cancelled')),
        country smallint NOT NULL,
        register text NOT NULL,
        folio text NOT NULL,
        title_id bytea NOT NULL CHECK (length(title_id) = 32),
        document_id uuid NOT NULL REFERENCES api.document,
        document_hash bytea NOT NULL CHECK (length(document_hash) = 32),
        holder bytea NOT NULL CHECK (length(holder) = 20),
        payment_token bytea NOT NULL CHECK (length(payment_token) = 20),
        payment_symbol text NOT NULL,
        payment_decimals smallint NOT NULL,
        approval_bps integer NOT NULL CHECK (approval_bps BETWEEN 5001 AND 10000),
        released_to bytea CHECK (length(released_to) = 20),
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        failure_code text,
        failure text,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL
      );
      CREATE UNIQUE INDEX deed_one_of_asset ON api.deed (asset_id) WHERE state <> 'cancelled';
      CREATE UNIQUE INDEX deed_one_of_title ON api.deed (title_id) WHERE state NOT IN ('struck', 'cancelled');

      -- price, paid, swept: base units of the payment token; fractions, surrendered: of the asset.
      CREATE TABLE api.buyout (
        id uuid PRIMARY KEY DEFAULT uuidv7(),
        asset_id uuid NOT NULL REFERENCES api.asset,
        token_id uuid NOT NULL REFERENCES api.token,
        organisation_id uuid NOT NULL REFERENCES api.organisation,
        deed_id uuid NOT NULL REFERENCES api.deed,
        vote_id uuid NOT NULL UNIQUE REFERENCES api.vote,
        vault bytea NOT NULL CHECK (length(vault) = 20),
        state text NOT NULL CHECK (state IN ('offered', 'funded', 'executing', 'executed', 'closed',
          'withdrawn', 'cancelled')),
        bidder bytea NOT NULL CHECK (length(bidder) = 20),
        price numeric(78, 0) NOT NULL CHECK (price > 0),
        deadline timestamptz NOT NULL,
        fractions numeric(78, 0),
        surrendered numeric(78, 0) NOT NULL DEFAULT 0 CHECK (surrendered >= 0),
        paid numeric(78, 0) NOT NULL DEFAULT 0 CHECK (paid >= 0),
        swept numeric(78, 0) NOT NULL DEFAULT 0 CHECK (swept >= 0),
        approval_id uuid REFERENCES api.approval,
        operation_id uuid REFERENCES api.chain_command,
        failure_code text,
        failure text,
        requested_by uuid NOT NULL REFERENCES api.user_account,
        created_at timestamptz NOT NULL,
        updated_at timestamptz NOT NULL,
        CONSTRAINT buyout_pays_its_price CHECK (paid + swept <= price),
        CONSTRAINT buyout_of_so_many CHECK (state NOT IN ('executed', 'closed') OR fractions IS NOT NULL)
      );
      CREATE INDEX buyout_asset_idx ON api.buyout (asset_id, id);
      CREATE UNIQUE INDEX buyout_once_of_deed ON api.buyout (deed_id) WHERE state IN ('executed', 'closed');

      CREATE TABLE api.buyout_surrender (
        buyout_id uuid NOT NULL REFERENCES api.buyout,
        operation_id numeric(78, 0) NOT NULL,
        account bytea NOT NULL CHECK (length(account) = 20),
        receiver bytea NOT NULL CHECK (length(receiver) = 20),
        burned numeric(78, 0) NOT NULL CHECK (burned > 0),
        paid numeric(78, 0) NOT NULL CHECK (paid >= 0),
        surrendered_at timestamptz NOT NULL,
        transaction_hash bytea NOT NULL,
        PRIMARY KEY (buyout_id, operation_id)
      );
      CREATE INDEX buyout_surrender_account ON api.buyout_surrender (account);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DROP TABLE api.buyout_surrender, api.buyout, api.deed;
      DROP INDEX api.satellite_one_deed_vault;
      ALTER TABLE api.satellite DROP CONSTRAINT satellite_kind_check, ADD CONSTRAINT satellite_kind_check
        CHECK (kind IN ('distributor', 'offering', 'redemption_queue', 'bar_vault', 'ballot',
          'corporate_actions'));
    `);
  }
}
