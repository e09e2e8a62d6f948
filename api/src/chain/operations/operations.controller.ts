import { Controller, Get, Headers, type MessageEvent, Param, Query, Sse } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import type { Page } from '../../platform/page.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import {
  operationPage,
  operationsQuery,
  type OperationsQuery,
  type OperationSummary,
  operationView,
  type OperationView,
} from './operation.schema.js';
import { Operations } from './operations.service.js';

@Controller('operations')
export class OperationsController {
  constructor(private readonly operations: Operations) {}

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, operationPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: operationsQuery }) query: OperationsQuery,
  ): Promise<Page<OperationSummary>> {
    return this.operations.list(ctx, query);
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, operationView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<OperationView> {
    return this.operations.get(ctx, id);
  }

  @Sse(':id/events')
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, null)
  events(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Headers('last-event-id') lastEventId: string | undefined,
  ): Promise<Observable<MessageEvent>> {
    return this.operations.follow(ctx, id, Number(lastEventId) || 0);
  }
}
