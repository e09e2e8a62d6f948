import { DAY_CONVENTIONS, MARKETS } from '@cadastre/core';
import { z } from 'zod';
import {
  instant,
  isoDate,
  line,
  positiveNumber,
  reason,
  uuid,
  wholeText,
} from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { address } from '../../tokens/token.schema.js';
import { incomeKind, taxation } from '../distribution.schema.js';
import { scheduleMachine } from './schedule.machine.js';

const amount = positiveNumber
  .refine((value) => value < 1n << 128n, { error: 'does not fit 128 bits' })
  .transform(String);

/** What each occurrence pays. Amounts are base units of the payment token, as text. */
export const amountRule = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('fixed'), amountBaseUnits: amount }),
  z.strictObject({
    type: z.literal('per_token'),
    amountBaseUnits: amount.describe(
      'for one whole token in issue on the day, rounded down in total',
    ),
  }),
  z.strictObject({
    type: z.literal('income_sheet').describe('gross rent − expenses − reserve fund, of each sheet'),
  }),
]);

export const scheduleTerms = z
  .strictObject({
    kind: incomeKind,
    taxation: taxation.default('by_holder'),
    taxAccount: address.nullable().default(null),
    paymentToken: address,
    rule: amountRule,
    firstDate: isoDate.describe('nominal date of the first payment'),
    everyMonths: z.int().min(1).max(12),
    market: z.enum(MARKETS).default('us-federal').describe('whose business days count'),
    convention: z.enum(DAY_CONVENTIONS).default('modified_following'),
    recordDaysBefore: z.int().min(0).max(60).default(5).describe('business days before payment'),
    lastDate: isoDate.nullable().default(null).describe('no nominal date after it; null: open'),
    claimYears: z.int().min(3).max(20).default(3),
    documentId: uuid.describe('the lease, the terms of the notes, the resolution it rests on'),
  })
  .refine(({ taxation: how, taxAccount }) => (how === 'at_source') === (taxAccount !== null), {
    path: ['taxAccount'],
    error: 'is given where tax is withheld at source, and only there',
  });
export type ScheduleTerms = z.output<typeof scheduleTerms>;

export const scheduleBody = z.strictObject({ terms: scheduleTerms, reason });
export type ScheduleBody = z.output<typeof scheduleBody>;

export const changeBody = z
  .strictObject({
    change: z.enum(['change', 'pause', 'resume', 'end']),
    terms: scheduleTerms.optional().describe('the new ones, for `change` only'),
    reason,
  })
  .refine(({ change, terms }) => (change === 'change') === (terms !== undefined), {
    path: ['terms'],
    error: 'are given with a change of terms, and only then',
  })
  .meta({ example: { change: 'pause', reason: 'The flat is empty until September.' } });
export type ChangeBody = z.output<typeof changeBody>;

export const sheetLine = z.strictObject({
  kind: z.enum(['rent', 'expense', 'reserve_fund']),
  text: line(200),
  amountBaseUnits: amount,
  documentId: uuid.describe('the bill, the statement of rents, the resolution'),
});

export const sheetBody = z.strictObject({ lines: z.array(sheetLine).min(1).max(500) });
export type SheetBody = z.output<typeof sheetBody>;

/** A line as it is kept and shown to the approver. */
export const keptLine = sheetLine.extend({ documentSha256: z.string() });
export type KeptLine = z.output<typeof keptLine>;

const occurrenceView = z.object({
  number: z.int().describe('counts from 1'),
  nominalDate: isoDate,
  recordDate: isoDate.describe('a draft is made on this day, or once its sheet is given'),
  paymentDate: isoDate,
  sheet: z.array(keptLine).nullable(),
  distributionId: uuid.nullable(),
});
export type OccurrenceView = z.output<typeof occurrenceView>;

export const scheduleView = z
  .object({
    id: uuid,
    assetId: uuid,
    state: z.enum(scheduleMachine.states),
    terms: z.record(z.string(), z.unknown()),
    next: occurrenceView.nullable(),
    waitsForSheet: z.boolean().describe('its day has come and its sheet has not'),
    occurrences: z.array(occurrenceView).describe('those drafted, the newest first, at most 24'),
    approvalId: uuid.nullable().describe('what was asked for and nobody decided yet'),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'DistributionSchedule' });
export type ScheduleView = z.output<typeof scheduleView>;

export const schedulePage = pageOf(scheduleView);
export const schedulesQuery = pageQuery.extend({
  state: z.enum(scheduleMachine.states).optional(),
});
export type SchedulesQuery = z.output<typeof schedulesQuery>;

export const sheetView = z
  .object({
    grossRent: wholeText,
    expenses: wholeText,
    reserveFund: wholeText,
    distributable: wholeText,
    lines: z.array(keptLine),
  })
  .meta({ id: 'IncomeSheet' });
export type SheetView = z.output<typeof sheetView>;
