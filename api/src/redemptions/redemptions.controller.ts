import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { RedemptionPreflight } from './preflight.service.js';
import { Queues } from './queues.service.js';
import {
  openQueueAnswer,
  type OpenQueueAnswer,
  openQueueBody,
  type OpenQueueBody,
  preflightBody,
  type PreflightBody,
  preflightView,
  type PreflightView,
  queueView,
  type QueueView,
  redemptionPage,
  redemptionsQuery,
  type RedemptionsQuery,
  redemptionView,
  type RedemptionView,
} from './redemption.schema.js';
import { Redemptions } from './redemptions.service.js';

@ApiTags('redemptions')
@Controller()
export class RedemptionsController {
  constructor(
    private readonly queues: Queues,
    private readonly preflights: RedemptionPreflight,
    private readonly redemptions: Redemptions,
  ) {}

  @Post('tokens/:id/redemption-queue')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, openQueueAnswer)
  open(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: openQueueBody }) body: OpenQueueBody,
  ): Promise<OpenQueueAnswer> {
    return this.queues.open(ctx, id, body);
  }

  @Get('tokens/:id/redemption-queue')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, queueView)
  ofToken(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<QueueView> {
    return this.queues.ofToken(ctx, id);
  }

  @Post('redemption-queues/:id/preflight')
  @Allow('investor', 'compliance')
  @Returns(200, preflightView)
  preflight(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: preflightBody }) body: PreflightBody,
  ): Promise<PreflightView> {
    return this.preflights.check(ctx, id, body);
  }

  @Get('redemption-queues/:id/redemptions')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, redemptionPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: redemptionsQuery }) query: RedemptionsQuery,
  ): Promise<Page<RedemptionView>> {
    return this.redemptions.list(ctx, id, query);
  }

  @Get('redemptions/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, redemptionView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<RedemptionView> {
    return this.redemptions.get(ctx, id);
  }
}
