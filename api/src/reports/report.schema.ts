import { reportMachine } from '@cadastre/core';
import { z } from 'zod';
import { instant, uuid } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';
import { sha256Hex } from '../platform/values.js';

export const requestReportBody = z.strictObject({ kind: z.enum(['proof_of_reserve']) });
export type RequestReportBody = z.output<typeof requestReportBody>;

export const reportView = z
  .object({
    id: uuid,
    assetId: uuid,
    kind: z.enum(['proof_of_reserve']),
    state: z.enum(reportMachine.states),
    verdict: z.enum(['PASS', 'FAIL', 'DO NOT RELY']).nullable(),
    asOfBlock: z.int().nullable(),
    asOfBlockHash: z.string().nullable(),
    asOfTime: instant.nullable(),
    contentSha256: sha256Hex.nullable().describe("SHA-256 of the content's canonical JSON"),
    jsonDocumentId: uuid.nullable(),
    pdfDocumentId: uuid.nullable(),
    pdfSha256: sha256Hex.nullable(),
    requestedBy: uuid,
    requestedAt: instant,
    builtAt: instant.nullable(),
  })
  .meta({ id: 'Report' });
export type ReportView = z.output<typeof reportView>;

export const reportPage = pageOf(reportView);
