import { z } from 'zod';
import { instant, uuid } from '../../platform/fields.js';
import { LEDGER_CONTRACTS } from '../ledger/fact.js';
import { OUTCOMES } from '../ledger/events.js';

export const eventsQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(Number.MAX_SAFE_INTEGER)
    .default(0)
    .describe('The number of the last event you have handled'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type EventsQuery = z.output<typeof eventsQuery>;

export const ledgerEvent = z
  .object({
    seq: z.number().int().describe('Rises by one from event to event'),
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
