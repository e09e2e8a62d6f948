import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { Burns } from './burn.service.js';
import { Mints } from './mint.service.js';
import { SupplyOrders } from './supply-orders.service.js';
import {
  burnBody,
  type BurnBody,
  mintBody,
  type MintBody,
  mintPreflightBody,
  type MintPreflightBody,
  mintPreflightView,
  type MintPreflightView,
  supplyAnswer,
  type SupplyAnswer,
  supplyOrderPage,
  supplyOrdersQuery,
  type SupplyOrdersQuery,
  type SupplyOrderView,
} from './supply.schema.js';

@Controller('tokens/:id')
export class SupplyController {
  constructor(
    private readonly mints: Mints,
    private readonly burns: Burns,
    private readonly orders: SupplyOrders,
  ) {}

  @Post('mints')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, supplyAnswer)
  mint(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: mintBody }) body: MintBody,
  ): Promise<SupplyAnswer> {
    return this.mints.request(ctx, id, body);
  }

  @Post('mints/preflight')
  @Allow('issuer', 'compliance')
  @Returns(200, mintPreflightView)
  preflight(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: mintPreflightBody }) body: MintPreflightBody,
  ): Promise<MintPreflightView> {
    return this.mints.preflight(ctx, id, body);
  }

  @Post('burns')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, supplyAnswer)
  burn(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: burnBody }) body: BurnBody,
  ): Promise<SupplyAnswer> {
    return this.burns.request(ctx, id, body);
  }

  @Get('supply-orders')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, supplyOrderPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: supplyOrdersQuery }) query: SupplyOrdersQuery,
  ): Promise<Page<SupplyOrderView>> {
    return this.orders.list(ctx, id, query);
  }
}
