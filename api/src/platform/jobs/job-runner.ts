import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { EntityManager } from 'typeorm';
import { systemCtx } from '../context.js';
import type { Database } from '../database.js';
import { logLine } from '../logger.js';
import { type Envelope, type JobDefinition, SILENCE_SECONDS } from './definition.js';
import { JOBS_SCHEMA, within } from './queue-db.js';

/** How often an empty queue is looked at. */
const POLL_MS = 1_000;

/** The job was taken away (its time was over) and is somebody else's now. */
class JobLost extends Error {}

/** Runs one kind of job, one after the other; each `run` is one that works. */
export class JobRunner {
  private readonly logger = new Logger('jobs');

  constructor(
    private readonly db: Database,
    private readonly boss: PgBoss,
    private readonly definition: JobDefinition<never>,
  ) {}

  async run(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      const more = await this.next().catch((error: unknown) => {
        this.logger.error(
          logLine('jobs_failed', { name: this.definition.name, reason: why(error) }),
        );
        return false;
      });
      if (!more) await sleep(POLL_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }

  /** Takes the next job and does it; false where there is none. */
  async next(): Promise<boolean> {
    const [job] = await this.boss.fetch<Envelope>(this.definition.name, { includeMetadata: true });
    if (!job) return false;
    const alive = setInterval(() => this.stillAlive(job), (SILENCE_SECONDS * 1_000) / 4).unref();
    try {
      await this.execute(job);
    } catch (error) {
      if (error instanceof JobLost) this.logger.warn(logLine('job_lost', { id: job.id }));
      else await this.failed(job, error);
    } finally {
      clearInterval(alive);
    }
    return true;
  }

  /** Unheard, the job goes to somebody else, and what this try did is rolled back. */
  private stillAlive({ name, id }: JobWithMetadata<Envelope>): void {
    this.boss.touch(name, id).catch((error: unknown) => {
      this.logger.warn(logLine('job_unheard', { name, id, reason: why(error) }));
    });
  }

  /**
   * The effect and the job's completion commit together. Not the library's `work`, which completes a
   * job by its id after the handler: a worker that comes too late would end another's try.
   */
  private async execute(job: JobWithMetadata<Envelope>): Promise<void> {
    const { schema, handle, name } = this.definition;
    await this.db.independent(async (em) => {
      const payload = schema.parse(job.data.payload);
      await handle(systemCtx(job.data.correlationId ?? `job-${job.id}`), payload);
      if (!(await this.holds(em, job))) throw new JobLost();
      await this.boss.complete(name, job.id, null, { db: within(em) });
    });
  }

  /** Only its message is kept, like a log line: no stack, no properties. */
  private async failed(job: JobWithMetadata<Envelope>, error: unknown): Promise<void> {
    const { name } = this.definition;
    await this.db.independent(async (em) => {
      if (!(await this.holds(em, job))) return;
      await this.boss.fail(name, job.id, { message: why(error) }, { db: within(em) });
    });
    const attempt = job.retryCount + 1;
    this.logger.warn(logLine('job_failed', { name, id: job.id, attempt, reason: why(error) }));
  }

  /** Whether this very try still has the job; keeps it until the transaction ends. */
  private async holds(em: EntityManager, job: JobWithMetadata<Envelope>): Promise<boolean> {
    const rows = await em.query<unknown[]>(
      `SELECT 1 FROM ${JOBS_SCHEMA}.job
       WHERE name = $1 AND id = $2 AND state = 'active' AND retry_count = $3 FOR UPDATE`,
      [job.name, job.id, job.retryCount],
    );
    return rows.length === 1;
  }
}

const why = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 500);
