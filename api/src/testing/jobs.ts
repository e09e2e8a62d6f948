import { Jobs } from '../platform/jobs/jobs.service.js';
import type { TestApp } from './test-app.js';

/** Does the waiting jobs of a kind, after enqueuing one with a payload if one is given. */
export async function runJobs(t: TestApp, name: string, payload?: object): Promise<number> {
  const jobs = t.get(Jobs);
  if (payload) await jobs.send(name, { correlationId: 'test-jobs', payload });
  return jobs.drain(name);
}
