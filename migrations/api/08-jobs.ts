import { readFileSync } from 'node:fs';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The queue library's own schema. Its text is kept here and does not come from the installed version,
 * so that this step is the same for ever: a later version of the library is a later migration, made
 * with its `getMigrationPlans('jobs', 40)`.
 */
export class Jobs1760000000008 implements MigrationInterface {
  name = 'Jobs1760000000008';

  async up(q: QueryRunner): Promise<void> {
    await q.query(readFileSync(new URL('./08-jobs.sql', import.meta.url), 'utf8'));
  }

  async down(q: QueryRunner): Promise<void> {
    await q.query('DROP SCHEMA jobs CASCADE');
  }
}
