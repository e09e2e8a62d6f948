import { z } from 'zod';
import { instant, line, uuid } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';

export const MAX_DAYS = 365;

const scope = z
  .string()
  .regex(/^[a-z-]{1,40}:(read|write)$/, 'must be a room and :read or :write, e.g. assets:read')
  .describe('For example assets:read; writing does not include reading');

export const createApiKeyBody = z.strictObject({
  name: line(100).describe('What the program is, for people'),
  scopes: z.array(scope).min(1).max(100),
  expiresInDays: z.int().min(1).max(MAX_DAYS).default(90),
});
export type CreateApiKeyBody = z.output<typeof createApiKeyBody>;

export const apiKeyView = z
  .object({
    id: uuid,
    name: z.string(),
    prefix: z.string().describe('How the key begins'),
    scopes: z.array(z.string()),
    createdAt: instant,
    expiresAt: instant,
    lastUsedAt: instant.nullable().describe('To the minute'),
    revokedAt: instant.nullable(),
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyView = z.output<typeof apiKeyView>;

export const apiKeyPage = pageOf(apiKeyView);

export const newApiKeyView = z
  .object({ apiKey: apiKeyView, key: z.string().describe('Shown once: keep it safe.') })
  .meta({ id: 'NewApiKey' });
export type NewApiKeyView = z.output<typeof newApiKeyView>;

export const scopesView = z
  .object({ scopes: z.array(z.string()).describe('What a key of yours can be given') })
  .meta({ id: 'ApiKeyScopes' });
export type ScopesView = z.output<typeof scopesView>;
