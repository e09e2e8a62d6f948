import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Evidence } from '../audit/evidence.js';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { TokenDeployment } from './deployment.service.js';
import { TokenDesign } from './design.service.js';
import { ControlOrders } from './control-orders.service.js';
import { Enforcement } from './enforcement.service.js';
import { Pauses } from './pause.service.js';
import { Freezes } from './freeze.service.js';
import {
  capTableQuery,
  type CapTableQuery,
  capTableView,
  type CapTableView,
  controlOrderPage,
  type ControlOrderView,
  deployAnswer,
  type DeployAnswer,
  designBody,
  type DesignBody,
  controlAnswer,
  type ControlAnswer,
  enforcementBody,
  type EnforcementBody,
  freezeBody,
  pauseAnswer,
  type PauseAnswer,
  pauseBody,
  type PauseBody,
  type FreezeBody,
  holdingsView,
  type HoldingsView,
  preflightBody,
  type PreflightBody,
  preflightView,
  type PreflightView,
  tokenView,
  type TokenView,
} from './token.schema.js';
import {
  holdingsHistoryQuery,
  type HoldingsHistoryQuery,
  holdingsHistoryView,
  type HoldingsHistoryView,
} from './holdings-history.schema.js';
import { HoldingsHistory } from './holdings-history.service.js';
import { Tokens } from './tokens.service.js';

@Controller()
export class TokensController {
  constructor(
    private readonly designs: TokenDesign,
    private readonly deployments: TokenDeployment,
    private readonly freezes: Freezes,
    private readonly enforcement: Enforcement,
    private readonly controls: ControlOrders,
    private readonly pauses: Pauses,
    private readonly tokens: Tokens,
    private readonly history: HoldingsHistory,
  ) {}

  @Put('assets/:assetId/token')
  @Allow('issuer')
  @Returns(200, tokenView)
  design(
    @RequestCtx() ctx: Ctx,
    @Param('assetId', UuidPipe) assetId: string,
    @Body({ schema: designBody }) body: DesignBody,
  ): Promise<TokenView> {
    return this.designs.put(ctx, assetId, body);
  }

  @Get('assets/:assetId/token')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, tokenView)
  ofAsset(@RequestCtx() ctx: Ctx, @Param('assetId', UuidPipe) assetId: string): Promise<TokenView> {
    return this.designs.get(ctx, assetId);
  }

  @Get('tokens/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, tokenView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<TokenView> {
    return this.designs.byId(ctx, id);
  }

  @Post('tokens/:id/deploy')
  @Allow('issuer')
  @Returns(202, deployAnswer)
  deploy(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DeployAnswer> {
    return this.deployments.propose(ctx, id);
  }

  @Post('tokens/:id/freezes')
  @Allow('compliance')
  @Idempotent()
  @Returns(202, controlAnswer)
  freeze(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: freezeBody }) body: FreezeBody,
  ): Promise<ControlAnswer> {
    return this.freezes.request(ctx, id, body);
  }

  @Post('tokens/:id/enforcements')
  @Allow('compliance')
  @Idempotent()
  @Returns(202, controlAnswer)
  enforce(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: enforcementBody }) body: EnforcementBody,
  ): Promise<ControlAnswer> {
    return this.enforcement.request(ctx, id, body);
  }

  @Post('tokens/:id/pauses')
  @Allow('compliance')
  @Idempotent()
  @Returns(202, pauseAnswer)
  pause(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: pauseBody }) body: PauseBody,
  ): Promise<PauseAnswer> {
    return this.pauses.request(ctx, id, body);
  }

  @Get('tokens/:id/freezes')
  @Allow('compliance', 'auditor')
  @Returns(200, controlOrderPage)
  freezesOf(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<ControlOrderView>> {
    return this.controls.list(ctx, id, query);
  }

  @Post('tokens/:id/transfers/preflight')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, preflightView)
  preflight(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: preflightBody }) body: PreflightBody,
  ): Promise<PreflightView> {
    return this.tokens.preflight(ctx, id, body);
  }

  @Get('tokens/:id/cap-table')
  @Allow('issuer', 'compliance', 'auditor')
  @Evidence('token')
  @Returns(200, capTableView)
  capTable(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: capTableQuery }) query: CapTableQuery,
  ): Promise<CapTableView> {
    return this.tokens.capTable(ctx, id, query);
  }

  @Get('holdings')
  @Allow('investor')
  @Returns(200, holdingsView)
  holdings(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<HoldingsView> {
    return this.tokens.holdings(ctx, query);
  }

  @Get('holdings/history')
  @Allow('investor')
  @Returns(200, holdingsHistoryView)
  holdingsHistory(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: holdingsHistoryQuery }) query: HoldingsHistoryQuery,
  ): Promise<HoldingsHistoryView> {
    return this.history.daily(ctx, query);
  }
}
