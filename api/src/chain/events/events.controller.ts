import { Controller, Get, Query } from '@nestjs/common';
import { Allow } from '../../platform/access.js';
import { Returns } from '../../platform/returns.js';
import { type LedgerEvent, LedgerEvents } from '../ledger/event-reader.js';
import {
  type EventsAnswer,
  eventsAnswer,
  eventsQuery,
  type EventsQuery,
  type LedgerEventView,
} from './events.schema.js';

/** What became of every log of ours, numbered, for whoever follows along. */
@Controller('events')
export class EventsController {
  constructor(private readonly events: LedgerEvents) {}

  @Get()
  @Allow('auditor', 'operator')
  @Returns(200, eventsAnswer)
  async list(@Query({ schema: eventsQuery }) query: EventsQuery): Promise<EventsAnswer> {
    const { events, seen } = await this.events.read(query);
    return { items: events.map(view), after: seen };
  }
}

const view = (e: LedgerEvent): LedgerEventView => ({
  seq: e.seq,
  type: `${e.contract}.${e.event}.${e.outcome}`,
  outcome: e.outcome,
  contract: e.contract,
  address: e.address,
  event: e.event,
  args: e.args,
  block: { number: e.blockNumber, hash: e.blockHash, time: e.blockTime.toISOString() },
  logIndex: e.logIndex,
  transactionHash: e.transactionHash,
  operationId: e.commandId,
});
