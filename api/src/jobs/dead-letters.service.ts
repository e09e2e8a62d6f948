import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import {
  type DeadLetter,
  deadLetters,
  POSITION,
  takeDeadLetter,
} from '../platform/jobs/dead-letters.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { cut, openCursor, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import type { DeadLetterView, RetriedView } from './dead-letter.schema.js';

/** Jobs that failed at every try, for the operator to look at and to send back. */
@Injectable()
export class DeadLetters {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly audit: Audit,
  ) {}

  /** The newest first. */
  async list(query: PageQuery): Promise<Page<DeadLetterView>> {
    const after = query.after ? openCursor(query.after, POSITION) : null;
    const found = await deadLetters(this.db, query.limit + 1, after);
    return cut(
      found,
      query.limit,
      (shown) => shown.map(view),
      ({ position }) => position,
    );
  }

  /**
   * Sends one back to its queue, with all its tries before it.
   * @throws NotFound; Conflict `job_unknown` where this version has no such kind of job
   */
  async retry(ctx: Ctx, id: string): Promise<RetriedView> {
    const letter = await takeDeadLetter(this.db, id);
    if (!letter) throw new NotFound('job');
    if (!this.jobs.isDefined(letter.name)) {
      throw new Conflict('job_unknown', `This version of the platform has no job ${letter.name}.`);
    }
    const jobId = await this.jobs.send(letter.name, letter.data);
    await this.audit.record(ctx, {
      action: 'job.retry',
      subject: { type: 'job', id },
      organisationId: null,
      data: { name: letter.name, jobId },
    });
    return { jobId };
  }
}

const view = (letter: DeadLetter): DeadLetterView => ({
  id: letter.id,
  name: letter.name,
  payload: letter.data.payload,
  correlationId: letter.data.correlationId,
  attempts: letter.attempts,
  reason: letter.reason,
  enqueuedAt: letter.enqueuedAt.toISOString(),
  failedAt: letter.failedAt.toISOString(),
});
