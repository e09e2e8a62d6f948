import { z } from 'zod';
import { instant, isoDate, uuid, wholeText } from '../../platform/fields.js';
import { asOfShape, notBoth } from '../../tokens/token.schema.js';
import { paperFormat } from '../statements/statement.schema.js';

export const capTablePaperQuery = z
  .strictObject({ ...asOfShape, format: paperFormat.default('pdf') })
  .refine(notBoth, { error: 'give a block or a time, not both', path: ['at'] });
export type CapTablePaperQuery = z.output<typeof capTablePaperQuery>;

const move = { before: wholeText, in: wholeText, out: wholeText, after: wholeText };
const blockView = z.object({ number: z.number().int(), hash: z.string(), time: instant });

export const capTableChangesView = z
  .object({
    tokenId: uuid,
    from: isoDate,
    to: isoDate,
    opening: blockView.nullable().describe('null before the register began'),
    closing: blockView,
    supply: z.object({
      before: wholeText,
      minted: wholeText,
      burned: wholeText,
      after: wholeText,
    }),
    investors: z
      .array(
        z.object({
          investorReference: z.string().nullable().describe('null: accounts of nobody registered'),
          wallets: z.number().int(),
          ...move,
          within: wholeText.describe('moved between its own wallets: neither in nor out'),
        }),
      )
      .describe('before + in − out = after, each and all'),
    wallets: z.array(
      z.object({ address: z.string(), investorReference: z.string().nullable(), ...move }),
    ),
  })
  .meta({ id: 'CapTableChanges' });
export type CapTableChangesView = z.output<typeof capTableChangesView>;
