import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Epochs that are filled in part: what of them, and where the rest of each request went. */
export class Gates1760000000036 implements MigrationInterface {
  name = 'Gates1760000000036';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      ALTER TABLE api.redemption_epoch ADD fill numeric(78, 0) CHECK (fill > 0 AND fill < shares);

      ALTER TABLE api.redemption
        ADD deferred_shares numeric(78, 0) NOT NULL DEFAULT 0 CHECK (deferred_shares >= 0),
        ADD carried_shares numeric(78, 0) NOT NULL DEFAULT 0
          CHECK (carried_shares BETWEEN 0 AND shares + deferred_shares),
        DROP CONSTRAINT redemption_state_check,
        ADD CONSTRAINT redemption_state_check CHECK (state IN ('requested', 'awaiting_strike',
          'claimable', 'paid', 'deferred', 'cancelled', 'returned')),
        ADD CONSTRAINT redemption_wholly_deferred CHECK (state <> 'deferred' OR deferred_shares = shares);

      ALTER TABLE api.redemption_order
        ADD fill numeric(78, 0),
        ADD deferred numeric(78, 0),
        ADD CONSTRAINT redemption_order_part_of_a_strike CHECK (
          (fill IS NULL) = (deferred IS NULL) AND (fill IS NULL OR kind = 'strike'));
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query(`
      DELETE FROM api.redemption WHERE state = 'deferred';
      ALTER TABLE api.redemption_order DROP CONSTRAINT redemption_order_part_of_a_strike,
        DROP fill, DROP deferred;
      ALTER TABLE api.redemption DROP CONSTRAINT redemption_wholly_deferred,
        DROP CONSTRAINT redemption_state_check,
        ADD CONSTRAINT redemption_state_check CHECK (state IN
          ('requested', 'awaiting_strike', 'claimable', 'paid', 'cancelled', 'returned')),
        DROP deferred_shares, DROP carried_shares;
      ALTER TABLE api.redemption_epoch DROP fill;
    `);
  }
}
