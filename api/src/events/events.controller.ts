import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { EventStreams } from '../platform/events.js';
import { Returns } from '../platform/returns.js';
import {
  type EventsAnswer,
  eventsAnswer,
  eventsQuery,
  type EventsQuery,
  streamQuery,
  type StreamQuery,
} from './event.schema.js';
import { Events } from './events.service.js';

/** What became of every log that concerns the caller's organisation, numbered, for whoever follows along. */
@Controller('events')
export class EventsController {
  constructor(
    private readonly events: Events,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, eventsAnswer)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: eventsQuery }) query: EventsQuery,
  ): Promise<EventsAnswer> {
    return this.events.list(ctx, query);
  }

  @Get('stream')
  @ApiProduces('text/event-stream')
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, null)
  async stream(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: streamQuery }) query: StreamQuery,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    this.streams.send(ctx, response, await this.events.follow(ctx, query, lastEventId));
  }
}
