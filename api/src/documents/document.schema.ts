import { z } from 'zod';
import { instant, line, uuid } from '../platform/fields.js';

export const MAX_BYTES = 20 * 1024 * 1024;

export const documentPurpose = z.enum(['asset', 'kyc', 'report']);
export type DocumentPurpose = z.output<typeof documentPurpose>;

export const uploadQuery = z.strictObject({
  fileName: line(200).refine((name) => !/[/\\]/.test(name), 'must be a name without a path'),
  purpose: z
    .enum(['asset', 'kyc'])
    .optional()
    .describe('kyc: hidden from auditors. Default: kyc for investors, asset for others.'),
});
export type UploadQuery = z.output<typeof uploadQuery>;

export const documentView = z
  .object({
    id: uuid,
    organisationId: uuid,
    purpose: documentPurpose,
    fileName: z.string(),
    mediaType: z.string(),
    sizeBytes: z.number().int(),
    sha256: z.string().describe('hex'),
    createdAt: instant,
  })
  .meta({ id: 'Document' });
export type DocumentView = z.output<typeof documentView>;
