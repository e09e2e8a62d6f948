import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Module, type OnModuleInit } from '@nestjs/common';
import { getConstructionPlans, PgBoss } from 'pg-boss';
import { DataSource } from 'typeorm';
import { z } from 'zod';
import { writeDeployment } from '../../testing/deployment.js';
import { startTestApp, type TestApp } from '../../testing/test-app.js';
import { until } from '../../testing/until.js';
import { Config } from '../config.js';
import { type Ctx, systemCtx } from '../context.js';
import { Database } from '../database.js';
import { Workers } from '../workers.js';
import type { JobDefinition } from './definition.js';
import { JobRunner } from './job-runner.js';
import { type Job, Jobs } from './jobs.service.js';
import { JOBS_SCHEMA, pooled } from './queue-db.js';

const payload = z.strictObject({ amount: z.int() });
type Payload = z.output<typeof payload>;
type Step = (db: Database, ctx: Ctx, given: Payload) => Promise<void>;

/** What the handler does before and after its effect; a test may hang or throw there. */
let before: Step;
let after: Step;

const effect = (db: () => Database): JobDefinition<Payload> => ({
  name: 'probe.count',
  schema: payload,
  retries: 2,
  retryDelaySeconds: 1,
  retryDelayMaxSeconds: 1,
  handle: async (ctx, given) => {
    await before(db(), ctx, given);
    await db().sql('INSERT INTO api.probe_effect (amount, said_by) VALUES ($1, $2)', [
      given.amount,
      ctx.correlationId,
    ]);
    await after(db(), ctx, given);
  },
});

let count: Job<Payload>;
let alone: Job<Payload>;

@Module({})
class ProbeModule implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly db: Database,
  ) {}

  onModuleInit(): void {
    count = this.jobs.define(effect(() => this.db));
    alone = this.jobs.define({ ...effect(() => this.db), name: 'probe.single', single: true });
    alone.schedule('0 3 * * *', { amount: 1 });
  }
}

let t: TestApp;
beforeAll(async () => {
  t = await startTestApp({ modules: [ProbeModule] });
  await t.db.sql('CREATE TABLE api.probe_effect (amount int, said_by text)');
  await t.db.sql('CREATE TABLE api.probe_row (id int PRIMARY KEY)');
});
afterAll(() => t.close());

/** As kill -9 looks to everybody else: its connections are gone, nothing is tidied up. */
const cutOff = () =>
  t.db.sql(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'victim'`,
  );

// Where a test failed half way, what it left open must not hold up the next one.
afterEach(cutOff);
beforeEach(async () => {
  before = after = async () => {};
  await t.db.sql(`DELETE FROM ${JOBS_SCHEMA}.job`);
  await t.db.sql('TRUNCATE api.probe_effect, api.probe_row');
});

const ctx = systemCtx('probe-correlation');
const effects = async () => {
  const rows = await t.db.sql<{ amount: number }>('SELECT amount FROM api.probe_effect');
  return rows.map(({ amount }) => amount);
};
const states = async () => {
  const rows = await t.db.sql<{ state: string }>(
    `SELECT state::text AS state FROM ${JOBS_SCHEMA}.job WHERE name <> 'dead_letters'`,
  );
  return rows.map(({ state }) => state);
};
const drain = () => t.get(Jobs).drain('probe.count');

/** Tries are a second apart: takes what is there until nothing waits any more. */
async function settle(): Promise<void> {
  await until(
    async () => {
      await drain();
      return (await states()).filter((state) => ['created', 'retry'].includes(state));
    },
    (waiting) => waiting.length === 0,
    30_000,
  );
}

/** What the library does for a job whose time is over, or of which nothing was heard, at once. */
async function timeIsOver(since: 'started_on' | 'heartbeat_on' = 'started_on'): Promise<void> {
  await t.db.sql(
    `UPDATE ${JOBS_SCHEMA}.job SET ${since} = now() - interval '1 day' WHERE state = 'active'`,
  );
  // The library looks once a minute, whoever asks.
  await t.db.sql(`UPDATE ${JOBS_SCHEMA}.queue SET monitor_claim_on = NULL`);
  const keeper = new PgBoss({
    db: pooled(t.db.dataSource),
    schema: JOBS_SCHEMA,
    migrate: false,
    supervise: false,
    schedule: false,
  });
  await keeper.start();
  await keeper.supervise();
  await keeper.stop({ graceful: false });
  expect(await states()).not.toContain('active');
}

describe('a job', () => {
  it('exists if, and only if, the transaction that enqueued it commits', async () => {
    const write = (id: number) => t.db.sql('INSERT INTO api.probe_row VALUES ($1)', [id]);
    await expect(
      t.db.transaction(async () => {
        await write(1);
        await count.enqueue(ctx, { amount: 1 });
        throw new Error('the request failed');
      }),
    ).rejects.toThrow('the request failed');
    expect(await states()).toEqual([]);
    expect(await drain()).toBe(0);

    await t.db.transaction(async () => {
      await write(2);
      await count.enqueue(ctx, { amount: 2 });
      // Not visible to anybody yet.
      expect(await t.db.dataSource.query(`SELECT 1 FROM ${JOBS_SCHEMA}.job`)).toEqual([]);
    });
    expect(await drain()).toBe(1);
    expect(await effects()).toEqual([2]);
    expect(await states()).toEqual(['completed']);
  });

  it('carries the correlation id of the request', async () => {
    await count.enqueue(ctx, { amount: 3 });
    await drain();
    const [row] = await t.db.sql<{ said_by: string }>('SELECT said_by FROM api.probe_effect');
    expect(row?.said_by).toBe('probe-correlation');
  });

  it('waits until its time', async () => {
    await count.enqueue(ctx, { amount: 4 }, { startAfter: new Date(Date.now() + 3_600_000) });
    expect(await drain()).toBe(0);
  });

  it('is refused with another payload than it was defined with', async () => {
    await expect((async () => count.enqueue(ctx, { amount: 'many' } as never))()).rejects.toThrow(
      /expected number/,
    );
    expect(await states()).toEqual([]);
  });

  it('that is single waits once for each key', async () => {
    expect(await alone.enqueue(ctx, { amount: 1 }, { key: 'a' })).toEqual(expect.any(String));
    expect(await alone.enqueue(ctx, { amount: 2 }, { key: 'a' })).toBeNull();
    expect(await alone.enqueue(ctx, { amount: 3 }, { key: 'b' })).toEqual(expect.any(String));
    expect(await t.get(Jobs).drain('probe.single')).toBe(2);
    expect((await effects()).sort()).toEqual([1, 3]);
    expect(await alone.enqueue(ctx, { amount: 4 }, { key: 'a' })).toEqual(expect.any(String));
  });
});

describe('a worker that is killed', () => {
  /** A process of its own: its connections can be cut, and it never gets to tidy up. */
  async function victim() {
    const url = new URL(t.get(Config).env.DATABASE_URL);
    const source = await new DataSource({
      type: 'postgres',
      url: url.href,
      schema: 'api',
      applicationName: 'victim',
    }).initialize();
    // The cut connection is reported there; a killed process would report nothing.
    (source.driver as unknown as { master: NodeJS.EventEmitter }).master.on('error', () => {});
    const db = new Database(source);
    const boss = new PgBoss({
      db: pooled(source),
      schema: JOBS_SCHEMA,
      migrate: false,
      supervise: false,
      schedule: false,
    });
    await boss.start();
    const runner = new JobRunner(db, boss, effect(() => db) as unknown as JobDefinition<never>);
    return {
      db,
      runner,
      kill: async () => {
        await cutOff();
        await boss.stop({ graceful: false });
      },
      end: () => source.destroy().catch(() => undefined),
    };
  }

  it.each(['before its effect', 'after its effect, before the commit'])(
    '%s has had none, and another one has it once',
    async (when) => {
      await count.enqueue(ctx, { amount: 7 });
      const dead = await victim();
      const reached = Promise.withResolvers<void>();
      const hang: Step = (db) => {
        if (db !== dead.db) return Promise.resolve();
        reached.resolve();
        return new Promise(() => {});
      };
      if (when.startsWith('before')) before = hang;
      else after = hang;
      void dead.runner.next().catch(() => undefined);
      await reached.promise;
      await dead.kill();
      expect(await effects()).toEqual([]);
      expect(await drain()).toBe(0);
      // Long before its time is over: nothing is heard of it.
      await timeIsOver('heartbeat_on');
      await settle();
      expect(await effects()).toEqual([7]);
      expect(await states()).toEqual(['completed']);
      await dead.end();
    },
  );

  it('after the commit has had it, and nobody has it again', async () => {
    await count.enqueue(ctx, { amount: 8 });
    const dead = await victim();
    await dead.runner.next();
    await dead.kill();
    await timeIsOver();
    await settle();
    expect(await effects()).toEqual([8]);
    expect(await states()).toEqual(['completed']);
    await dead.end();
  });

  it('was only slow: it comes too late, and the other one’s effect is the only one', async () => {
    await count.enqueue(ctx, { amount: 9 });
    const slow = await victim();
    const [reached, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    after = async (db) => {
      if (db !== slow.db) return;
      reached.resolve();
      await goOn.promise;
    };
    const late = slow.runner.next();
    await reached.promise;
    await timeIsOver();
    await settle();
    goOn.resolve();
    await late;
    expect(await effects()).toEqual([9]);
    expect(await states()).toEqual(['completed']);
    await slow.kill();
    await slow.end();
  });
});

describe('a job that fails', () => {
  it('is tried again with nothing left of the try before', async () => {
    let tries = 0;
    after = async () => {
      tries += 1;
      if (tries < 3) throw new Error(`try ${tries}`);
    };
    await count.enqueue(ctx, { amount: 10 });
    await settle();
    expect(tries).toBe(3);
    expect(await effects()).toEqual([10]);
  });
});

describe('the queue’s schema', () => {
  it('is the installed library’s, from a migration', async () => {
    const file = new URL('../../../../migrations/api/08-jobs.sql', import.meta.url);
    const bare = (sql: string) =>
      sql
        .replaceAll(/^--.*$/gm, '')
        .replaceAll(/\s+/g, ' ')
        .trim();
    expect(bare(getConstructionPlans(JOBS_SCHEMA))).toContain(bare(readFileSync(file, 'utf8')));
    const boss = new PgBoss({ db: pooled(t.db.dataSource), schema: JOBS_SCHEMA, migrate: false });
    expect(await boss.detectSchemaDrift()).toMatchObject({ ok: true });
  });

  it('keeps the schedule that the definitions name, and no other', async () => {
    await t.db.sql(
      `INSERT INTO ${JOBS_SCHEMA}.schedule (name, key, cron) VALUES ('probe.count', '', '* * * * *')`,
    );
    writeDeployment(t);
    t.get(Workers).start();
    const schedule = async () => {
      const rows = await t.db.sql<{ line: string }>(
        `SELECT name || ' ' || cron AS line FROM ${JOBS_SCHEMA}.schedule ORDER BY name`,
      );
      return rows.map(({ line }) => line);
    };
    const named = ['approvals.sweep * * * * *', 'probe.single 0 3 * * *'];
    const isUnnamed = (line: string) => line.startsWith('probe.count');
    await until(
      schedule,
      (kept) => named.every((line) => kept.includes(line)) && !kept.some(isUnnamed),
    );
  });
});
