import {
  type BeforeApplicationShutdown,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import { PgBoss } from 'pg-boss';
import type { Ctx } from '../context.js';
import { Database } from '../database.js';
import { HealthParts, type PartHealth } from '../health-parts.js';
import { logLine } from '../logger.js';
import { Workers } from '../workers.js';
import { jobCounts } from './dead-letters.js';
import {
  DEAD_LETTERS,
  DEAD_LETTERS_QUEUE,
  type Envelope,
  type JobDefinition,
  queueOf,
} from './definition.js';
import { JobRunner } from './job-runner.js';
import { JOBS_SCHEMA, pooled, within } from './queue-db.js';

/** A schedule that could not be kept (the database went) is taken up again after this. */
const RETRY_MS = 5_000;
/** How often what dead processes held is looked for. */
const LOOK_SECONDS = 5;

/** A defined kind of job, for whoever enqueues it. */
export interface Job<Payload extends object> {
  /**
   * Enqueues one in the running transaction: it exists if, and only if, that commits.
   * @returns its id; null where one is waiting already and the kind is `single`
   */
  enqueue(ctx: Ctx, payload: Payload, options?: EnqueueOptions): Promise<string | null>;
  /**
   * Enqueues one at each minute that a cron expression (UTC, five fields) names, once however many
   * processes run. The wall's clock decides, as for everything that is operation and not business.
   */
  schedule(cron: string, payload: Payload): void;
}

export interface EnqueueOptions {
  /** Not before; by the wall's clock. */
  startAfter?: Date;
  /** Of a `single` kind, one for each key waits or runs. */
  key?: string;
}

interface Scheduled {
  name: string;
  cron: string;
  data: Envelope;
}

/**
 * Work that no request waits for and that is not a command to the chain. Each job has its effect once,
 * whatever is killed; one that fails at every try becomes a dead letter for the operator.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('jobs');
  private readonly runners = new Map<string, JobRunner>();
  private readonly definitions = new Map<string, JobDefinition<never>>();
  private readonly scheduled: Scheduled[] = [];
  private boss: PgBoss | null = null;

  constructor(
    private readonly db: Database,
    private readonly workers: Workers,
    private readonly parts: HealthParts,
  ) {}

  /** Names a kind of job. Call it in `onModuleInit`: queues are made when the process is up. */
  define<Payload extends object>(definition: JobDefinition<Payload>): Job<Payload> {
    if (this.boss) throw new Error(`job ${definition.name} is defined too late`);
    if (this.definitions.has(definition.name)) throw new Error(`two jobs ${definition.name}`);
    this.definitions.set(definition.name, definition as unknown as JobDefinition<never>);
    return {
      enqueue: async (ctx, payload, options) => {
        const data: Envelope = {
          correlationId: ctx.correlationId,
          payload: definition.schema.parse(payload),
        };
        return this.send(definition.name, data, options);
      },
      schedule: (cron, payload) => {
        const data = { correlationId: null, payload: definition.schema.parse(payload) };
        this.scheduled.push({ name: definition.name, cron, data });
      },
    };
  }

  isDefined(name: string): boolean {
    return this.definitions.has(name);
  }

  /** Enqueues what was stored before, in the running transaction. */
  async send(name: string, data: Envelope, options?: EnqueueOptions): Promise<string | null> {
    if (!this.db.inTransaction) return this.db.transaction(() => this.send(name, data, options));
    return this.queue.send(name, data, {
      db: within(this.db.em),
      ...(options?.startAfter && { startAfter: options.startAfter }),
      ...(options?.key !== undefined && { singletonKey: options.key }),
    });
  }

  /** Makes the queues, or brings them to what their definitions say now. */
  async onApplicationBootstrap(): Promise<void> {
    const boss = this.open({ supervise: false, schedule: false });
    await boss.start();
    await boss.createQueue(DEAD_LETTERS, DEAD_LETTERS_QUEUE);
    for (const definition of this.definitions.values()) {
      const { policy, ...options } = queueOf(definition);
      await boss.createQueue(definition.name, { policy, ...options });
      await boss.updateQueue(definition.name, options);
    }
    this.boss = boss;
    this.parts.register('jobs', () => this.health());
    this.workers.every('jobs schedule', RETRY_MS, (stop) => this.keepSchedule(stop));
    for (const definition of this.definitions.values()) {
      const runner = new JobRunner(this.db, boss, definition);
      this.runners.set(definition.name, runner);
      for (let lane = 1; lane <= (definition.atOnce ?? 1); lane += 1) {
        this.workers.add(`jobs ${definition.name} ${lane}`, (stop) => runner.run(stop));
      }
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.boss?.stop({ graceful: false });
  }

  /** Does all jobs of a kind that wait now, here and without a worker. @returns how many it took */
  async drain(name: string): Promise<number> {
    let taken = 0;
    while (await this.runners.get(name)?.next()) taken += 1;
    return taken;
  }

  private get queue(): PgBoss {
    if (!this.boss) throw new Error('jobs can be enqueued once the application is up');
    return this.boss;
  }

  private open(part: { supervise: boolean; schedule: boolean }): PgBoss {
    const boss = new PgBoss({
      superviseIntervalSeconds: LOOK_SECONDS,
      monitorIntervalSeconds: LOOK_SECONDS,
      db: pooled(this.db.dataSource),
      schema: JOBS_SCHEMA,
      // The schema is a migration's: an unexpected version stops the start.
      migrate: false,
      createSchema: false,
      ...part,
    });
    boss.on('error', (error) =>
      this.logger.error(logLine('jobs_failed', { reason: error.message })),
    );
    return boss;
  }

  /** Times out what a dead process held, deletes what is old, and starts what the clock says. */
  private async keepSchedule(stop: AbortSignal): Promise<void> {
    const keeper = this.open({ supervise: true, schedule: true });
    try {
      await keeper.start();
      const named = new Set(this.scheduled.map(({ name }) => name));
      for (const { name } of await keeper.getSchedules()) {
        if (!named.has(name)) await keeper.unschedule(name);
      }
      for (const { name, cron, data } of this.scheduled) {
        await keeper.schedule(name, cron, data, { tz: 'UTC' });
      }
      if (!stop.aborted) {
        await new Promise((resolve) => stop.addEventListener('abort', resolve, { once: true }));
      }
    } finally {
      await keeper.stop({ graceful: false });
    }
  }

  private async health(): Promise<PartHealth> {
    const figures = await jobCounts(this.db);
    return figures.dead === 0
      ? { state: 'ok', figures }
      : { state: 'degraded', detail: `${figures.dead} jobs failed at every try.`, figures };
  }
}
