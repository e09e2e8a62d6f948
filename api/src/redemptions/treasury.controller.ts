import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { CutOffs } from './cut-offs.service.js';
import { RedemptionOrders } from './redemption-orders.service.js';
import {
  closeBody,
  fundBody,
  type FundBody,
  laneBody,
  type LaneBody,
  orderAnswer,
  type OrderAnswer,
  orderPage,
  type OrderView,
  type ReasonBody,
  strikeBody,
  type StrikeBody,
  strikeQuery,
  type StrikeQuery,
  strikeView,
  type StrikeView,
  withdrawBody,
  type WithdrawBody,
} from './redemption.schema.js';
import { RedemptionTreasury } from './treasury.service.js';

@ApiTags('redemptions')
@Controller('redemption-queues/:id')
export class RedemptionTreasuryController {
  constructor(
    private readonly cutOffs: CutOffs,
    private readonly treasury: RedemptionTreasury,
    private readonly orders: RedemptionOrders,
  ) {}

  @Post('close')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, orderAnswer)
  close(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: closeBody }) body: ReasonBody,
  ): Promise<OrderAnswer> {
    return this.cutOffs.close(ctx, id, body);
  }

  @Post('strike')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, orderAnswer)
  strike(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: strikeBody }) body: StrikeBody,
  ): Promise<OrderAnswer> {
    return this.treasury.strike(ctx, id, body);
  }

  @Get('strike')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, strikeView)
  preview(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: strikeQuery }) query: StrikeQuery,
  ): Promise<StrikeView> {
    return this.treasury.preview(ctx, id, query);
  }

  @Post('fund')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, orderAnswer)
  fund(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: fundBody }) body: FundBody,
  ): Promise<OrderAnswer> {
    return this.treasury.fund(ctx, id, body);
  }

  @Post('withdraw')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, orderAnswer)
  withdraw(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: withdrawBody }) body: WithdrawBody,
  ): Promise<OrderAnswer> {
    return this.treasury.withdraw(ctx, id, body);
  }

  @Post('instant-lane')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, orderAnswer)
  lane(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: laneBody }) body: LaneBody,
  ): Promise<OrderAnswer> {
    return this.treasury.lane(ctx, id, body);
  }

  @Get('orders')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, orderPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<OrderView>> {
    return this.orders.list(ctx, id, query);
  }
}
