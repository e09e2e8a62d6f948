import { Jobs } from '../platform/jobs/jobs.service.js';
import type { TestApp } from './test-app.js';
import { until } from './until.js';

/**
 * Does the waiting jobs of a kind, after enqueuing one with a payload if one is given, and ends when all have.
 * @returns how many of them no worker took before
 */
export async function runJobs(t: TestApp, name: string, payload?: object): Promise<number> {
  const jobs = t.get(Jobs);
  let taken = 0;
  if (payload) {
    const enqueued = { correlationId: 'test-jobs', payload };
    // Of a single kind, one that is under way may have looked before the test's last act.
    while ((await jobs.send(name, enqueued)) === null) taken += await finish();
  }
  return taken + (await finish());

  async function finish(): Promise<number> {
    const drained = await jobs.drain(name);
    await until(
      () => t.db.sql(`SELECT FROM jobs.job WHERE name = $1 AND state = 'active'`, [name]),
      (active) => active.length === 0,
    );
    return drained;
  }
}
