import { z } from 'zod';
import { instant, uuid } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

export const deadLetterView = z
  .object({
    id: uuid,
    name: z.string().describe('The kind of job, e.g. approvals.expire'),
    payload: z.unknown().describe('What it was to work on: ids, no personal data'),
    correlationId: z.string().nullable(),
    attempts: z.int(),
    reason: z.string().nullable().describe('Why the last try failed'),
    enqueuedAt: instant,
    failedAt: instant,
  })
  .meta({ id: 'DeadLetter' });
export type DeadLetterView = z.output<typeof deadLetterView>;

export const deadLetterPage = pageOf(deadLetterView);

export const retriedView = z
  .object({ jobId: uuid.nullable().describe('Null where one is waiting already.') })
  .meta({ id: 'RetriedJob' });
export type RetriedView = z.output<typeof retriedView>;
