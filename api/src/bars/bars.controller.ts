import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  allocationBody,
  type AllocationBody,
  allocationView,
  type AllocationView,
  barOrderPage,
  barOrdersQuery,
  type BarOrdersQuery,
  barOrderView,
  type BarOrderView,
  barsView,
  type BarsView,
  callsView,
  type CallsView,
  openVaultAnswer,
  type OpenVaultAnswer,
  openVaultBody,
  type OpenVaultBody,
  reserveBody,
  type ReserveBody,
  stepAnswer,
  type StepAnswer,
  stepBody,
  type StepBody,
} from './bar.schema.js';
import { BarCalls } from './bar-calls.service.js';
import { BarOrders } from './bar-orders.service.js';
import { BarSteps } from './bar-steps.service.js';
import { Bars } from './bars.service.js';

@ApiTags('bars')
@Controller()
export class BarsController {
  constructor(
    private readonly bars: Bars,
    private readonly orders: BarOrders,
    private readonly calls: BarCalls,
    private readonly steps: BarSteps,
  ) {}

  @Post('tokens/:id/bar-vault')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, openVaultAnswer)
  open(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: openVaultBody }) body: OpenVaultBody,
  ): Promise<OpenVaultAnswer> {
    return this.bars.open(ctx, id, body);
  }

  @Get('tokens/:id/bars')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, barsView)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<BarsView> {
    return this.bars.list(ctx, id, query);
  }

  @Post('tokens/:id/bars/allocation')
  @Allow('issuer', 'investor', 'compliance')
  @Returns(200, allocationView)
  allocation(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: allocationBody }) body: AllocationBody,
  ): Promise<AllocationView> {
    return this.bars.allocation(ctx, id, body);
  }

  @Post('tokens/:id/bar-orders')
  @Allow('investor')
  @Idempotent()
  @Returns(201, barOrderView)
  reserve(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reserveBody }) body: ReserveBody,
  ): Promise<BarOrderView> {
    return this.orders.reserve(ctx, id, body);
  }

  @Get('tokens/:id/bar-orders')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, barOrderPage)
  ofToken(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: barOrdersQuery }) query: BarOrdersQuery,
  ): Promise<Page<BarOrderView>> {
    return this.orders.list(ctx, id, query);
  }

  @Get('bar-orders/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, barOrderView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<BarOrderView> {
    return this.orders.get(ctx, id);
  }

  @Get('bar-orders/:id/calls')
  @Allow('investor', 'compliance')
  @Returns(200, callsView)
  callsOf(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<CallsView> {
    return this.calls.of(ctx, id);
  }

  @Post('bar-orders/:id/steps')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, stepAnswer)
  step(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: stepBody }) body: StepBody,
  ): Promise<StepAnswer> {
    return this.steps.request(ctx, id, body);
  }
}
