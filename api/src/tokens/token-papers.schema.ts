import { z } from 'zod';
import { uuid } from '../platform/fields.js';
import { pageOf } from '../platform/page.js';
import { sha256Hex } from '../platform/values.js';

export const tokenPaperView = z
  .object({
    name: z.string().describe('on the register (ERC-1643), at most 31 letters'),
    documentId: uuid,
    type: z.string(),
    fileName: z.string(),
    sha256: sha256Hex,
    state: z
      .enum(['missing', 'differs', 'registered'])
      .describe('registered: the chain has this very hash; differs: it has another'),
    registeredSha256: sha256Hex.nullable(),
    uri: z.string().nullable(),
    blockNumber: z.int().nullable(),
    transactionHash: z.string().nullable(),
  })
  .meta({ id: 'TokenPaper' });
export type TokenPaperView = z.output<typeof tokenPaperView>;

export const tokenPaperPage = pageOf(tokenPaperView);

export const publicPaperView = tokenPaperView
  .pick({ name: true, type: true, sha256: true })
  .extend({ blockNumber: z.int(), transactionHash: z.string() })
  .meta({ id: 'PublicPaper' });
export type PublicPaperView = z.output<typeof publicPaperView>;

export const publicPaperPage = pageOf(publicPaperView);

export const tokenPapersAnswer = z
  .object({ items: z.array(tokenPaperView), operationIds: z.array(uuid) })
  .meta({ id: 'TokenPapersAnswer' });
export type TokenPapersAnswer = z.output<typeof tokenPapersAnswer>;
