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
  actionAnswer,
  type ActionAnswer,
  actionBody,
  type ActionBody,
  type ActionLine,
  actionLinePage,
  actionOrderBody,
  type ActionOrderBody,
  actionOrderView,
  type ActionOrderView,
  actionPage,
  actionsQuery,
  type ActionsQuery,
  actionView,
  type ActionView,
  type HeldAction,
  heldActionPage,
} from './action.schema.js';
import { ActionDrafts } from './action-drafts.service.js';
import { ActionLines } from './action-lines.js';
import { ActionMoney } from './action-money.service.js';
import { ActionOrders } from './action-orders.service.js';
import { ActionRounds } from './action-rounds.service.js';
import { ActionStore } from './action-store.js';
import { Actions } from './actions.service.js';

@ApiTags('corporate actions')
@Controller()
export class ActionsController {
  constructor(
    private readonly assets: Assets,
    private readonly drafts: ActionDrafts,
    private readonly actions: Actions,
    private readonly money: ActionMoney,
    private readonly rounds: ActionRounds,
    private readonly orders: ActionOrders,
    private readonly lines: ActionLines,
    private readonly notices: HolderNotices,
    private readonly store: ActionStore,
  ) {}

  @Get('assets/:id/corporate-actions')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, actionPage)
  async list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: actionsQuery }) query: ActionsQuery,
  ): Promise<Page<ActionView>> {
    return this.store.list(ctx, (await this.assets.require(ctx, id)).id, query);
  }

  @Get('corporate-actions')
  @Allow('investor')
  @Returns(200, heldActionPage)
  held(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<HeldAction>> {
    return this.orders.held(ctx, query);
  }

  @Get('corporate-actions/:id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, actionView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionView> {
    return this.store.view(await this.store.find(ctx, id));
  }

  @Get('corporate-actions/:id/lines')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, actionLinePage)
  async listLines(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<ActionLine>> {
    return this.lines.page((await this.store.find(ctx, id)).id, query);
  }

  @Get('corporate-actions/:id/notices')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, deliveryPage)
  async listNotices(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    const action = await this.store.find(ctx, id);
    return this.notices.deliveries('corporate_action', action.id, query);
  }

  @Post('assets/:id/corporate-actions')
  @Allow('issuer')
  @Idempotent()
  @Returns(201, actionView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: actionBody }) body: ActionBody,
  ): Promise<ActionView> {
    return this.drafts.create(ctx, id, body);
  }

  @Post('corporate-actions/:id/calculate')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, actionView)
  calculate(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionView> {
    return this.drafts.calculate(ctx, id);
  }

  @Post('corporate-actions/:id/submit')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, actionAnswer)
  submit(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionAnswer> {
    return this.actions.submit(ctx, id);
  }

  @Post('corporate-actions/:id/cancel')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, actionView)
  cancel(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<ActionView> {
    return this.drafts.cancel(ctx, id, body.reason);
  }

  @Post('corporate-actions/:id/withdraw')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, actionAnswer)
  withdraw(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<ActionAnswer> {
    return this.actions.withdraw(ctx, id, body.reason);
  }

  @Post('corporate-actions/:id/fund')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, actionView)
  fund(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionView> {
    return this.money.fund(ctx, id);
  }

  @Post('corporate-actions/:id/open')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, actionView)
  open(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionView> {
    return this.money.open(ctx, id);
  }

  @Post('corporate-actions/:id/settle')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, actionAnswer)
  settle(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionAnswer> {
    return this.rounds.submit(ctx, id);
  }

  @Post('corporate-actions/:id/return-funds')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, actionView)
  returnFunds(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ActionView> {
    return this.money.returnFunds(ctx, id);
  }

  @Post('corporate-actions/:id/orders')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, actionOrderView)
  order(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: actionOrderBody }) body: ActionOrderBody,
  ): Promise<ActionOrderView> {
    return this.orders.order(ctx, id, body);
  }
}
