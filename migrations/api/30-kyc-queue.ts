import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The officers' queue of cases is read in its order, not sorted anew for each page. */
export class KycQueue1760000000030 implements MigrationInterface {
  name = 'KycQueue1760000000030';

  async up(q: QueryRunner): Promise<void> {
    await q.query(`
      CREATE INDEX kyc_case_waiting_idx
        ON api.kyc_case (coalesce(submitted_at, 'infinity'::timestamptz), id);
    `);
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP INDEX api.kyc_case_waiting_idx');
  }
}
