import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { EventStreams } from '../../platform/events.js';
import { type Page, pageQuery, type PageQuery } from '../../platform/page.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import {
  operationPage,
  operationsQuery,
  type OperationsQuery,
  type OperationSummary,
  operationView,
  type OperationView,
  reconciliationPage,
  type ReconciliationView,
} from './operation.schema.js';
import { Operations } from './operations.service.js';
import { Transactions } from './transactions.service.js';

@Controller('operations')
export class OperationsController {
  constructor(
    private readonly operations: Operations,
    private readonly records: Transactions,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, operationPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: operationsQuery }) query: OperationsQuery,
  ): Promise<Page<OperationSummary>> {
    return this.operations.list(ctx, query);
  }

  @Get('reconciliations')
  @Allow('auditor', 'operator')
  @Returns(200, reconciliationPage)
  reconciliations(
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<ReconciliationView>> {
    return this.records.reconciliations(query);
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, operationView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<OperationView> {
    return this.operations.get(ctx, id);
  }

  @Get(':id/events')
  @ApiProduces('text/event-stream')
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, null)
  async events(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() response: Response,
  ): Promise<void> {
    this.streams.send(
      ctx,
      response,
      await this.operations.follow(ctx, id, Number(lastEventId) || 0),
    );
  }
}
