import { reportMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, isoDate, reason, uuid, wholeText } from '../platform/fields.js';
import { pageOf, pageQuery } from '../platform/page.js';
import { sha256Hex } from '../platform/values.js';

export const requestReportBody = z.strictObject({
  kind: z.enum(['proof_of_reserve']),
  at: instant
    .optional()
    .describe('as of this time: the last block not later; left out, the newest final block'),
  supersedes: z
    .strictObject({ reportId: uuid, reason })
    .optional()
    .describe('the report this one corrects, and what was wrong with it'),
});
export type RequestReportBody = z.output<typeof requestReportBody>;

const ofPeriod = 'UTC; a report belongs to the day of its block, one that is not made to none';
export const reportListQuery = pageQuery.extend({
  from: isoDate.optional().describe(`first day, ${ofPeriod}`).meta({ example: '2026-04-01' }),
  to: isoDate.optional().describe(`last day, ${ofPeriod}`).meta({ example: '2026-04-30' }),
});
export type ReportListQuery = z.output<typeof reportListQuery>;

export const REPORT_STAGES = [
  'waiting',
  'ledger',
  'holders',
  'papers',
  'printing',
  'keeping',
  'done',
] as const;
export type ReportStage = (typeof REPORT_STAGES)[number];

export const reportProgress = z
  .object({
    stage: z.enum(REPORT_STAGES),
    percent: z.int().min(0).max(100),
    cancelling: z.boolean().describe('somebody asked to end it'),
    problem: z.string().nullable().describe('why the last try did not end; it is tried again'),
  })
  .meta({ id: 'ReportProgress' });
export type ReportProgressView = z.output<typeof reportProgress>;

export const reportView = z
  .object({
    id: uuid,
    assetId: uuid,
    kind: z.enum(['proof_of_reserve']),
    format: z.string(),
    state: z.enum(reportMachine.states),
    verdict: z.enum(['PASS', 'FAIL', 'DO NOT RELY']).nullable(),
    requestedTime: instant.nullable(),
    asOfBlock: z.int().nullable(),
    asOfBlockHash: z.string().nullable(),
    asOfTime: instant.nullable().describe('of the block'),
    contentSha256: sha256Hex.nullable().describe("SHA-256 of the content's canonical JSON"),
    jsonDocumentId: uuid.nullable(),
    pdfDocumentId: uuid.nullable(),
    pdfSha256: sha256Hex.nullable(),
    signatureDocumentId: uuid.nullable(),
    supersedes: uuid.nullable(),
    supersedeReason: z.string().nullable(),
    supersededBy: uuid.nullable(),
    schedule: z.enum(['month_end', 'random_day']).nullable(),
    operationId: uuid.nullable().describe('writes the hash of the PDF on-chain'),
    registeredName: z.string().nullable().describe('name in the token’s register (ERC-1643)'),
    registeredBlock: z.int().nullable(),
    registeredTransaction: z.string().nullable(),
    failureCode: z.string().nullable(),
    failure: z.string().nullable(),
    progress: reportProgress.nullable(),
    requestedBy: uuid.nullable(),
    requestedAt: instant,
    builtAt: instant.nullable(),
  })
  .meta({ id: 'Report' });
export type ReportView = z.output<typeof reportView>;

export const reportPage = pageOf(reportView);

export const inclusionProof = z
  .object({
    reportId: uuid,
    chainId: z.int(),
    token: z.string(),
    block: z.int(),
    holder: z.string(),
    balance: wholeText.describe('base units at the block'),
    index: z.int(),
    siblings: z
      .array(z.object({ hash: z.string(), sum: wholeText }))
      .describe('from the leaf up; see docs/proof-of-reserve.md'),
    root: z.string().describe('as the report states it'),
    sum: wholeText,
  })
  .meta({ id: 'InclusionProof' });
export type InclusionProofView = z.output<typeof inclusionProof>;

export const publicReportView = z
  .object({
    assetId: uuid,
    navUsd6: wholeText.nullable(),
    reservesUsd6: wholeText.nullable(),
    coveragePpm: wholeText.nullable().describe('of the newest rounds, millionths, rounded down'),
    navAgeSeconds: z.int().nullable().describe('from the valuation to the newest final block'),
    reservesAgeSeconds: z.int().nullable(),
    lastReport: z
      .object({
        id: uuid,
        status: z.enum(['PASS', 'FAIL', 'DO NOT RELY']),
        asOfTime: instant,
        asOfBlock: z.int(),
        contentSha256: sha256Hex,
        pdfSha256: sha256Hex,
        registeredName: z.string(),
        registeredTransaction: z.string().nullable(),
        pdf: z.string().describe('path'),
        json: z.string().describe('path'),
      })
      .nullable(),
    nextMonthEnd: isoDate,
    howToVerify: z.array(z.string()),
  })
  .meta({ id: 'PublicProofOfReserve' });
export type PublicReportView = z.output<typeof publicReportView>;
