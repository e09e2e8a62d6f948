import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Module, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { systemCtx } from '../platform/context.js';
import { type Job, Jobs } from '../platform/jobs/jobs.service.js';
import { JOBS_SCHEMA } from '../platform/jobs/queue-db.js';
import { type Persona, startTestApp, type TestApp } from '../testing/test-app.js';
import { until } from '../testing/until.js';

let broken: boolean;
const done: number[] = [];
let job: Job<{ amount: number }>;

@Module({})
class ProbeModule implements OnModuleInit {
  constructor(private readonly jobs: Jobs) {}

  onModuleInit(): void {
    job = this.jobs.define({
      name: 'probe.fail',
      schema: z.strictObject({ amount: z.int() }),
      handle: async (_, { amount }) => {
        if (broken) throw Object.assign(new Error('no such thing'), { secret: 'hush' });
        done.push(amount);
      },
      retries: 1,
      retryDelaySeconds: 1,
      retryDelayMaxSeconds: 1,
    });
  }
}

let t: TestApp;
let operator: Persona;
beforeAll(async () => {
  t = await startTestApp({ modules: [ProbeModule] });
  operator = await t.signIn('operator');
});
afterAll(() => t.close());
beforeEach(async () => {
  broken = true;
  done.length = 0;
  await t.db.sql(`DELETE FROM ${JOBS_SCHEMA}.job`);
});

const ctx = systemCtx('probe-correlation');
const letters = async (query = '') =>
  (await operator.http.get(`/jobs/dead-letters${query}`).expect(200)).body;

/** Tries until none waits: they are a second apart. */
async function settle(): Promise<void> {
  const waiting = `SELECT 1 FROM ${JOBS_SCHEMA}.job WHERE name = 'probe.fail' AND state < 'completed'`;
  await until(
    async () => {
      await t.get(Jobs).drain('probe.fail');
      return t.db.sql(waiting);
    },
    ({ length }) => length === 0,
    30_000,
  );
}

describe('a job that failed at every try', () => {
  it('is seen by the operator, with its reason and no more', async () => {
    await job.enqueue(ctx, { amount: 11 });
    await settle();
    expect((await letters()).items).toMatchObject([
      {
        name: 'probe.fail',
        payload: { amount: 11 },
        correlationId: 'probe-correlation',
        attempts: 2,
        reason: 'no such thing',
      },
    ]);
    const kept = await t.db.sql<{ output: unknown }>(
      `SELECT output FROM ${JOBS_SCHEMA}.job WHERE name = 'dead_letters'`,
    );
    expect(kept).toEqual([{ output: { message: 'no such thing' } }]);
    const { body } = await t.anonymous.raw('get', '/health');
    expect(body.parts.jobs).toEqual({
      state: 'degraded',
      detail: '1 jobs failed at every try.',
      figures: { waiting: 0, active: 0, dead: 1 },
    });
  });

  it('is sent back once, with all its tries, and the log says by whom', async () => {
    await job.enqueue(ctx, { amount: 12 });
    await settle();
    const [{ id }] = (await letters()).items;
    broken = false;
    await operator.http.post(`/jobs/dead-letters/${id}/retry`).expect(200);
    await operator.http.post(`/jobs/dead-letters/${id}/retry`).expect(404);
    await settle();
    expect(done).toEqual([12]);
    expect((await letters()).items).toEqual([]);
    const audit = await t.db.sql(
      'SELECT action, actor_user_id FROM api.audit_entry WHERE subject_id = $1',
      [id],
    );
    expect(audit).toEqual([{ action: 'job.retry', actor_user_id: operator.userId }]);
  });

  it('stays where it is while no such job is known', async () => {
    await job.enqueue(ctx, { amount: 13 });
    await settle();
    await t.db.sql(
      `UPDATE ${JOBS_SCHEMA}.job SET source_name = 'probe.gone' WHERE name = 'dead_letters'`,
    );
    const [{ id }] = (await letters()).items;
    const { body } = await operator.http.post(`/jobs/dead-letters/${id}/retry`).expect(409);
    expect(body.code).toBe('job_unknown');
    expect((await letters()).items).toHaveLength(1);
  });

  it('comes in pages, the newest first', async () => {
    for (const amount of [1, 2, 3]) {
      await job.enqueue(ctx, { amount });
      await settle();
    }
    const seen: number[] = [];
    let after: string | null = null;
    do {
      const page = await letters(`?limit=1${after ? `&after=${after}` : ''}`);
      seen.push(...page.items.map((item: { payload: { amount: number } }) => item.payload.amount));
      after = page.nextCursor;
    } while (after);
    expect(seen).toEqual([3, 2, 1]);
  });
});
