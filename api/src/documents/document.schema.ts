import { z } from 'zod';
import { instant, isoDate, line, uuid } from '../platform/fields.js';

export const MAX_BYTES = 20 * 1024 * 1024;

export const documentPurpose = z.enum(['asset', 'kyc', 'report']);
export type DocumentPurpose = z.output<typeof documentPurpose>;

export const documentAccess = z
  .enum(['restricted', 'investors'])
  .describe('restricted: its organisation, compliance, auditors; investors: they read it too');
export type DocumentAccess = z.output<typeof documentAccess>;

export const uploadQuery = z.strictObject({
  fileName: line(200).refine((name) => !/[/\\]/.test(name), 'must be a name without a path'),
  purpose: z
    .enum(['asset', 'kyc'])
    .optional()
    .describe('kyc: hidden from auditors. Default: kyc for investors, asset for others.'),
  replaces: uuid.optional().describe('the document of which this is the next version'),
  validUntil: isoDate.optional().describe('its last day, UTC'),
  access: documentAccess.default('restricted').describe('investors: only for purpose=asset'),
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
    version: z.number().int(),
    replaces: uuid.nullable().describe('the version before'),
    replacedBy: uuid.nullable().describe('the next version, which is the one to use'),
    validUntil: isoDate.nullable(),
    expired: z.boolean(),
    access: documentAccess,
    createdAt: instant,
  })
  .meta({ id: 'Document' });
export type DocumentView = z.output<typeof documentView>;

export const documentKeysView = z
  .object({
    current: z.string().describe('the master key that new documents come under'),
    keys: z.array(z.object({ name: z.string(), contents: z.number().int() })),
  })
  .meta({ id: 'DocumentKeys' });
export type DocumentKeysView = z.output<typeof documentKeysView>;
