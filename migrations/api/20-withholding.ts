import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Income paid net of tax: the tax account, the root the committee signs, the proof of each line. */
export class Withholding1760000000020 implements MigrationInterface {
  name = 'Withholding1760000000020';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      -- Of distributions taxed at source only. root is what was asked of the chain; it pays from
      -- root_effective_at on, unless compliance has refused it. remitted: tax that the chain has paid.
      ALTER TABLE api.distribution
        ADD tax_account bytea CHECK (length(tax_account) = 20),
        ADD funding_operation_id uuid REFERENCES api.chain_command,
        ADD root bytea CHECK (length(root) = 32),
        ADD root_operation_id uuid REFERENCES api.chain_command,
        ADD root_effective_at timestamptz,
        ADD root_rejected_at timestamptz,
        ADD tax_operation_id uuid REFERENCES api.chain_command,
        ADD remitted numeric(78, 0) NOT NULL DEFAULT 0;
      -- Until now nothing could be withheld: what was called so was paid gross.
      UPDATE api.distribution SET taxation = 'by_holder' WHERE taxation = 'at_source';
      ALTER TABLE api.distribution ADD CONSTRAINT distribution_tax_account
        CHECK ((taxation = 'at_source') = (tax_account IS NOT NULL));
      -- The nodes of a line's proof one after the other, 32 bytes each.
      ALTER TABLE api.distribution_line ADD proof bytea CHECK (length(proof) % 32 = 0);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.distribution_line DROP proof;
      ALTER TABLE api.distribution DROP CONSTRAINT distribution_tax_account;
      ALTER TABLE api.distribution DROP tax_account, DROP funding_operation_id, DROP root,
        DROP root_operation_id, DROP root_effective_at, DROP root_rejected_at,
        DROP tax_operation_id, DROP remitted;
    `);
  }
}
