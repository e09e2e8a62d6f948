import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Assets } from '../assets/assets.service.js';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { reasonBody, type ReasonBody } from '../platform/fields.js';
import { UuidPipe } from '../platform/pipes.js';
import { NotFound } from '../platform/problem.js';
import { Returns } from '../platform/returns.js';
import { propertyOrderView, type PropertyOrderView } from './buyout.schema.js';
import {
  deedAnswer,
  type DeedAnswer,
  deedBody,
  type DeedBody,
  deedView,
  type DeedView,
  depositBody,
  type DepositBody,
  releaseBody,
  type ReleaseBody,
  strikeBody,
  type StrikeBody,
} from './deed.schema.js';
import { DeedStore } from './deed-store.js';
import { DeedVaults } from './deed-vaults.service.js';
import { Deeds } from './deeds.service.js';
import { PropertyOrders } from './property-orders.service.js';

@ApiTags('property')
@Controller()
export class DeedsController {
  constructor(
    private readonly assets: Assets,
    private readonly vaults: DeedVaults,
    private readonly deeds: Deeds,
    private readonly orders: PropertyOrders,
    private readonly store: DeedStore,
  ) {}

  @Post('assets/:id/deed')
  @Allow('issuer')
  @Idempotent()
  @Returns(201, deedView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: deedBody }) body: DeedBody,
  ): Promise<DeedView> {
    return this.vaults.create(ctx, id, body);
  }

  @Get('assets/:id/deed')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, deedView)
  async ofAsset(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DeedView> {
    const deed = await this.store.ofAsset((await this.assets.require(ctx, id)).id);
    if (!deed) throw new NotFound('deed');
    return this.store.view(deed);
  }

  @Get('deeds/:id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, deedView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DeedView> {
    return this.store.view(await this.store.find(ctx, id));
  }

  @Post('deeds/:id/submit')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, deedAnswer)
  submit(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DeedAnswer> {
    return this.deeds.submit(ctx, id);
  }

  @Post('deeds/:id/cancel')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, deedView)
  cancel(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<DeedView> {
    return this.deeds.cancel(ctx, id, body.reason);
  }

  @Post('deeds/:id/release')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, deedAnswer)
  release(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: releaseBody }) body: ReleaseBody,
  ): Promise<DeedAnswer> {
    return this.deeds.release(ctx, id, body);
  }

  @Post('deeds/:id/strike')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, deedAnswer)
  strike(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: strikeBody }) body: StrikeBody,
  ): Promise<DeedAnswer> {
    return this.deeds.strike(ctx, id, body);
  }

  @Post('deeds/:id/deposit-orders')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, propertyOrderView)
  deposit(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: depositBody }) body: DepositBody,
  ): Promise<PropertyOrderView> {
    return this.orders.deposit(ctx, id, body.walletId);
  }
}
