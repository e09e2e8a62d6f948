import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Assets } from '../assets/assets.service.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { deliveryPage, type DeliveryView } from '../notices/notice.schema.js';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { reasonBody, type ReasonBody } from '../platform/fields.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  buyoutAnswer,
  type BuyoutAnswer,
  buyoutBody,
  type BuyoutBody,
  buyoutOrderBody,
  type BuyoutOrderBody,
  buyoutPage,
  buyoutsQuery,
  type BuyoutsQuery,
  buyoutView,
  type BuyoutView,
  claimPage,
  type ClaimView,
  propertyOrderView,
  type PropertyOrderView,
  surrenderPage,
  type SurrenderView,
  sweepBody,
  type SweepBody,
} from './buyout.schema.js';
import { BuyoutOffers } from './buyout-offers.service.js';
import { BuyoutStore, buyoutViewOf } from './buyout-store.js';
import { Buyouts } from './buyouts.service.js';
import { PropertyOrders } from './property-orders.service.js';

@ApiTags('property')
@Controller()
export class BuyoutsController {
  constructor(
    private readonly assets: Assets,
    private readonly offers: BuyoutOffers,
    private readonly buyouts: Buyouts,
    private readonly orders: PropertyOrders,
    private readonly notices: HolderNotices,
    private readonly store: BuyoutStore,
  ) {}

  @Post('assets/:id/buyouts')
  @Allow('issuer')
  @Idempotent()
  @Returns(201, buyoutView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: buyoutBody }) body: BuyoutBody,
  ): Promise<BuyoutView> {
    return this.offers.create(ctx, id, body);
  }

  @Get('assets/:id/buyouts')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, buyoutPage)
  async list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: buyoutsQuery }) query: BuyoutsQuery,
  ): Promise<Page<BuyoutView>> {
    return this.store.list(ctx, (await this.assets.require(ctx, id)).id, query);
  }

  @Get('buyouts/:id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, buyoutView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<BuyoutView> {
    return buyoutViewOf(await this.store.find(ctx, id));
  }

  @Get('buyouts/:id/surrenders')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, surrenderPage)
  async surrenders(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<SurrenderView>> {
    return this.store.surrenders((await this.store.find(ctx, id)).id, query);
  }

  @Get('buyouts/:id/notices')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, deliveryPage)
  async listNotices(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    return this.notices.deliveries('buyout', (await this.store.find(ctx, id)).id, query);
  }

  @Post('buyouts/:id/cancel')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, buyoutView)
  cancel(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<BuyoutView> {
    return this.buyouts.cancel(ctx, id, body.reason);
  }

  @Post('buyouts/:id/execute')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, buyoutAnswer)
  execute(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<BuyoutAnswer> {
    return this.buyouts.execute(ctx, id);
  }

  @Post('buyouts/:id/sweep')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, buyoutAnswer)
  sweep(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: sweepBody }) body: SweepBody,
  ): Promise<BuyoutAnswer> {
    return this.buyouts.sweep(ctx, id, body.to);
  }

  @Post('buyouts/:id/orders')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, propertyOrderView)
  order(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: buyoutOrderBody }) body: BuyoutOrderBody,
  ): Promise<PropertyOrderView> {
    return this.orders.of(ctx, id, body);
  }

  @Get('buyout-claims')
  @Allow('investor')
  @Returns(200, claimPage)
  claims(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<ClaimView>> {
    return this.orders.claims(ctx, query);
  }
}
