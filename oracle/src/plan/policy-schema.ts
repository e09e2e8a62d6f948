import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { businessCalendar, MARKETS, parseClosedDays, TableError } from '@cadastre/core';
import { z } from 'zod';
import type { FeedPolicy, Schedule } from '../decide/policy.js';

/** A whole number as text, up to 78 digits; a bigint in code. */
export const wholeText = z
  .string()
  .regex(/^-?(0|[1-9][0-9]{0,77})$/, 'must be a whole number as text')
  .transform(BigInt);

const bps = z
  .string()
  .regex(/^[1-9][0-9]{0,4}$/, 'must be a whole number of basis points above 0, as text')
  .transform(BigInt);
const seconds = z.int().positive();

const scheduleSchema = z.strictObject({
  market: z.enum(MARKETS),
  /** CSV of the custodian's closed days (`date,name`), relative to the plan. */
  closedDays: z.string().min(1).optional(),
  /** Time of day in New York at which the day's value is missed. */
  due: z
    .string()
    .regex(/^([01][0-9]|2[0-3]):[0-5][0-9]$/, 'must be a time of day like 22:00')
    .default('22:00'),
});

/** A feed's policy as the plan writes it; what is left out is the default of the asset's kind. */
export const policySchema = z
  .strictObject({
    heartbeat: seconds,
    deviationBps: bps,
    minInterval: seconds,
    maxDeviationBps: bps,
    dailyDeviationBps: bps,
    min: wholeText,
    max: wholeText,
    publicationStaleness: seconds,
    valuationStaleness: seconds,
    /** null: no day in particular is expected. */
    schedule: scheduleSchema.nullable(),
  })
  .partial();

/**
 * The policy with its calendar read.
 * @param folder what relative files are relative to
 * @throws PolicyFileError naming the file and what is wrong with it
 */
export function readPolicy(
  written: z.output<typeof policySchema>,
  folder: string,
): Partial<FeedPolicy> {
  const { schedule, ...limits } = written;
  if (schedule === undefined) return limits;
  return { ...limits, schedule: schedule && readSchedule(schedule, folder) };
}

/** A calendar's file that cannot be used. */
export class PolicyFileError extends Error {}

function readSchedule(
  { market, closedDays, due }: z.output<typeof scheduleSchema>,
  folder: string,
): Schedule {
  const [hours, minutes] = due.split(':').map(Number);
  const dueMinutes = (hours ?? 0) * 60 + (minutes ?? 0);
  if (closedDays === undefined) {
    return { name: market, calendar: businessCalendar(market), dueMinutes };
  }
  try {
    const closed = parseClosedDays(readFileSync(resolve(folder, closedDays), 'utf8'));
    const name = `${market} but for ${basename(closedDays)}`;
    return { name, calendar: businessCalendar(market, closed), dueMinutes };
  } catch (error) {
    if (error instanceof TableError) throw new PolicyFileError(`${closedDays}: ${error.message}`);
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    throw new PolicyFileError(
      `${closedDays} cannot be read (${(error as NodeJS.ErrnoException).code}).`,
    );
  }
}
