import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a court orders, beside freezing an account: a part of it held back, tokens moved. */
export class Controls1760000000035 implements MigrationInterface {
  name = 'Controls1760000000035';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.control_order DROP CONSTRAINT control_order_kind_check,
        ADD CONSTRAINT control_order_kind_check
          CHECK (kind IN ('freeze', 'unfreeze', 'partial_freeze', 'forced_transfer')),
        ADD to_wallet_id uuid REFERENCES api.wallet,
        ADD to_address bytea CHECK (length(to_address) = 20),
        ADD amount_base_units numeric(78, 0) CHECK (amount_base_units >= 0),
        ADD document_id uuid REFERENCES api.document,
        ADD document_hash bytea CHECK (length(document_hash) = 32),
        ADD CONSTRAINT control_order_has_its_paper CHECK (CASE
          WHEN kind IN ('freeze', 'unfreeze')
            THEN num_nonnulls(to_wallet_id, to_address, amount_base_units, document_id, document_hash) = 0
          ELSE num_nulls(amount_base_units, document_id, document_hash) = 0
            AND num_nonnulls(to_wallet_id, to_address) = CASE kind WHEN 'forced_transfer' THEN 2 ELSE 0 END
          END);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DELETE FROM api.control_order WHERE kind IN ('partial_freeze', 'forced_transfer');
      ALTER TABLE api.control_order DROP CONSTRAINT control_order_has_its_paper,
        DROP CONSTRAINT control_order_kind_check,
        ADD CONSTRAINT control_order_kind_check CHECK (kind IN ('freeze', 'unfreeze')),
        DROP to_wallet_id, DROP to_address, DROP amount_base_units, DROP document_id, DROP document_hash;
    `);
  }
}
