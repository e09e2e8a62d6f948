import { z } from 'zod';
import { instant, uuid } from '../../platform/fields.js';
import { pageOf, pageQuery } from '../../platform/page.js';
import { sha256Hex } from '../../platform/values.js';
import { personalData } from '../kyc.schema.js';

/** A row of a file of investors: who signs in, and what the KYC case begins with. */
export const importedInvestor = z.strictObject({
  email: z.email('must be an e-mail address').max(254),
  personal: personalData,
});
export type ImportedInvestor = z.output<typeof importedInvestor>;

export const rowProblem = z.object({
  column: z.string().nullable().describe('null: the row as a whole'),
  code: z.string(),
  detail: z.string(),
});
export type RowProblem = z.output<typeof rowProblem>;

export const importBody = z
  .strictObject({
    documentId: uuid.describe('a file of type text/csv, uploaded with purpose=kyc'),
  })
  .meta({ examples: [{ documentId: '01963b1e-7c00-7000-8000-000000000001' }] });
export type ImportBody = z.output<typeof importBody>;

export const applyImportBody = z.strictObject({
  skipInvalid: z.boolean().default(false).describe('apply the rest although some rows are wrong'),
});
export type ApplyImportBody = z.output<typeof applyImportBody>;

const count = z.number().int();

export const importView = z
  .object({
    id: uuid,
    documentId: uuid,
    fileSha256: sha256Hex,
    state: z.enum(['checked', 'applying', 'applied']),
    rows: z.object({
      total: count,
      valid: count.describe('waiting to be applied'),
      invalid: count,
      known: count.describe('the same row was applied from another file'),
      applied: count,
    }),
    checkedBy: uuid,
    checkedAt: instant,
    appliedBy: uuid.nullable(),
    appliedAt: instant.nullable(),
    finishedAt: instant.nullable(),
  })
  .meta({ id: 'InvestorImport' });
export type ImportView = z.output<typeof importView>;
export const importPage = pageOf(importView);

const ROW_STATES = ['valid', 'invalid', 'known', 'applied'] as const;

export const importRowsQuery = pageQuery.extend({ state: z.enum(ROW_STATES).optional() });
export type ImportRowsQuery = z.output<typeof importRowsQuery>;

export const importRowView = z
  .object({
    line: count.describe('in the file; the header is line 1'),
    state: z.enum(ROW_STATES),
    problems: z.array(rowProblem),
    organisationId: uuid.nullable(),
    investorReference: z.string().nullable(),
    invitationToken: z
      .string()
      .nullable()
      .describe('for the investor, to set a password at POST /auth/invitations/accept'),
  })
  .meta({ id: 'InvestorImportRow' });
export type ImportRowView = z.output<typeof importRowView>;
export const importRowPage = pageOf(importRowView);
