import { z } from 'zod';
import { instant, uuid } from '../platform/fields.js';
import { LEDGER_CONTRACTS } from '../chain/ledger/fact.js';
import { OUTCOMES } from '../chain/ledger/events.js';

const after = z.coerce.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const assetId = uuid.optional().describe('Only what concerns this asset');

export const eventsQuery = z.strictObject({
  after: after.default(0).describe('The number of the last event you have handled'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  assetId,
});
export type EventsQuery = z.output<typeof eventsQuery>;

export const streamQuery = z.strictObject({
  after: after
    .optional()
    .describe('Where to begin; from now on if left out. A Last-Event-ID header goes before it'),
  assetId,
});
export type StreamQuery = z.output<typeof streamQuery>;

export const ledgerEvent = z
  .object({
    seq: z
      .number()
      .int()
      .describe('Rises from event to event; numbers of what is not yours are left out'),
    type: z.string().describe('For example AssetToken.Transfer.final'),
    outcome: z.enum(OUTCOMES),
    contract: z.enum(LEDGER_CONTRACTS),
    address: z.string(),
    event: z.string(),
    args: z.record(z.string(), z.unknown()).describe('Integers as decimal text'),
    block: z.object({ number: z.number().int(), hash: z.string(), time: instant }),
    logIndex: z.number().int(),
    transactionHash: z.string(),
    operationId: uuid.nullable().describe('The operation here that sent the transaction'),
  })
  .meta({ id: 'LedgerEvent' });
export type LedgerEventView = z.output<typeof ledgerEvent>;

export const eventsAnswer = z.object({
  items: z.array(ledgerEvent),
  after: z.number().int().describe('Give it as `after` to go on from here'),
});
export type EventsAnswer = z.output<typeof eventsAnswer>;
