import { z } from 'zod';
import { instant, isoDate, uuid, wholeText } from '../../platform/fields.js';

const blockView = z.object({ number: z.int(), hash: z.string(), time: instant });

export const rollForwardView = z
  .object({
    tokenId: uuid,
    from: isoDate,
    to: isoDate,
    opening: z.object({
      block: blockView.nullable().describe('null before the register began'),
      baseUnits: wholeText,
    }),
    movements: z.array(
      z.object({
        kind: z.enum(['mint', 'burn']),
        operationId: wholeText.describe('that the contract spent, once'),
        holder: z.string(),
        baseUnits: wholeText,
        blockNumber: z.int(),
        at: instant,
        transactionHash: z.string(),
      }),
    ),
    mintedBaseUnits: wholeText,
    burntBaseUnits: wholeText,
    closing: z.object({ block: blockView, baseUnits: wholeText }),
    differenceBaseUnits: z
      .string()
      .describe('closing − (opening + minted − burnt); anything but 0 is an error of the books'),
  })
  .meta({ id: 'SupplyRollForward' });
export type RollForwardView = z.output<typeof rollForwardView>;
