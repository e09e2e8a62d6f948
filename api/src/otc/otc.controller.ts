import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { Tokens } from '../tokens/tokens.service.js';
import {
  cancellationView,
  type CancellationView,
  draftBody,
  type DraftBody,
  draftView,
  type DraftView,
  matchBody,
  type MatchBody,
  otcOrderBody,
  type OtcOrderBody,
  otcOrderPage,
  otcOrdersQuery,
  type OtcOrdersQuery,
  otcOrderView,
  type OtcOrderView,
  takeBody,
  type TakeBody,
  takeView,
  type TakeView,
  tradePage,
  type TradeView,
} from './otc.schema.js';
import { OtcOrders } from './otc-orders.service.js';
import { OtcStore, otcOrderViewOf } from './otc-store.js';
import { OtcTrading } from './otc-trading.service.js';

@ApiTags('otc board')
@Controller()
export class OtcController {
  constructor(
    private readonly tokens: Tokens,
    private readonly orders: OtcOrders,
    private readonly trading: OtcTrading,
    private readonly store: OtcStore,
  ) {}

  @Post('tokens/:id/otc-orders/draft')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, draftView)
  draft(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: draftBody }) body: DraftBody,
  ): Promise<DraftView> {
    return this.orders.draft(ctx, id, body);
  }

  @Post('tokens/:id/otc-orders')
  @Allow('investor')
  @Idempotent()
  @Returns(201, otcOrderView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: otcOrderBody }) body: OtcOrderBody,
  ): Promise<OtcOrderView> {
    return this.orders.list(ctx, id, body);
  }

  @Get('tokens/:id/otc-orders')
  @Allow('investor', 'issuer', 'compliance', 'auditor')
  @Returns(200, otcOrderPage)
  async list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: otcOrdersQuery }) query: OtcOrdersQuery,
  ): Promise<Page<OtcOrderView>> {
    return this.store.list(ctx, (await this.tokens.requireVisible(ctx, id)).id, query);
  }

  @Get('otc-orders/:id')
  @Allow('investor', 'issuer', 'compliance', 'auditor')
  @Returns(200, otcOrderView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<OtcOrderView> {
    return otcOrderViewOf(ctx, await this.store.find(ctx, id));
  }

  @Get('otc-orders/:id/trades')
  @Allow('investor', 'issuer', 'compliance', 'auditor')
  @Returns(200, tradePage)
  async trades(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<TradeView>> {
    return this.store.trades(await this.store.find(ctx, id), query);
  }

  @Post('otc-orders/:id/preflight')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, takeView)
  take(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: takeBody }) body: TakeBody,
  ): Promise<TakeView> {
    return this.trading.take(ctx, id, body);
  }

  @Post('otc-orders/:id/match')
  @HttpCode(202)
  @Allow('investor')
  @Idempotent()
  @Returns(202, otcOrderView)
  match(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: matchBody }) body: MatchBody,
  ): Promise<OtcOrderView> {
    return this.trading.match(ctx, id, body.restingOrderId);
  }

  @Post('otc-orders/:id/cancellation')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, cancellationView)
  cancellation(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
  ): Promise<CancellationView> {
    return this.orders.cancellation(ctx, id);
  }
}
