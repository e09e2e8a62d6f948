import type { z } from 'zod';
import type { Ctx } from '../context.js';

/** A kind of job: what it is given, what it does, and how often it is tried. */
export interface JobDefinition<Payload extends object> {
  /** `<subject>.<verb>`, e.g. `approvals.expire`. */
  name: string;
  /** Asked when a job is enqueued and again before it runs: versions differ while one is rolled out. */
  schema: z.ZodType<Payload>;
  /** Runs in one transaction with the job's completion: the database has both effects or neither. */
  handle: (ctx: Ctx, payload: Payload) => Promise<void>;
  /** Tries after the first one; then it is a dead letter. 4 if left out. */
  retries?: number;
  /** Seconds before the first retry, doubled (with jitter) at each. 5 if left out. */
  retryDelaySeconds?: number;
  /** The longest wait between two tries. An hour if left out. */
  retryDelayMaxSeconds?: number;
  /** A job that has not ended by then belongs to whoever takes it next. 60 if left out. */
  timeoutSeconds?: number;
  /** How many each process does side by side. 1 if left out. */
  atOnce?: number;
  /** At most one (for each key) waits or runs; another enqueued meanwhile is nothing. */
  single?: boolean;
}

/** What is stored: the payload, and the correlation id of whoever asked. */
export interface Envelope {
  correlationId: string | null;
  payload: unknown;
}

/** Where jobs go that failed at every try: kept until somebody sends them back. */
export const DEAD_LETTERS = 'dead_letters';

/** A job whose process has not said for so long that it lives is somebody else's. */
export const SILENCE_SECONDS = 20;

const YEAR_SECONDS = 365 * 86_400;

export const DEAD_LETTERS_QUEUE = { policy: 'standard', retentionSeconds: 10 * YEAR_SECONDS };

/** A definition in the queue library's terms. */
export const queueOf = (definition: JobDefinition<never>) => ({
  policy: definition.single ? 'exclusive' : 'standard',
  retryLimit: definition.retries ?? 4,
  retryDelay: definition.retryDelaySeconds ?? 5,
  retryDelayMax: definition.retryDelayMaxSeconds ?? 3_600,
  retryBackoff: true,
  expireInSeconds: definition.timeoutSeconds ?? 60,
  heartbeatSeconds: SILENCE_SECONDS,
  retentionSeconds: YEAR_SECONDS,
  deadLetter: DEAD_LETTERS,
});
