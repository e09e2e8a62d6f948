import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent, Public } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { Assets } from '../assets/assets.service.js';
import { NotFound } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { CarriedMoney } from './carried.service.js';
import {
  carriedAnswer,
  type CarriedAnswer,
  carriedBody,
  type CarriedBody,
  type DistributionAnswer,
  distributionAnswer,
  distributionBody,
  type DistributionBody,
  distributionPage,
  distributionsQuery,
  type DistributionsQuery,
  distributionView,
  type DistributionView,
  incomePage,
  type IncomeView,
  linePage,
  linesQuery,
  type LinesQuery,
  type LineView,
  paidIncomePage,
  type PaidIncomeView,
  reasonBody,
  type ReasonBody,
} from './distribution.schema.js';
import { DistributionStore } from './distribution-store.js';
import { Distributions } from './distributions.service.js';
import { DistributionDrafts } from './drafts.service.js';
import { DistributionLines } from './lines.service.js';
import { Payouts } from './payouts.service.js';

@ApiTags('distributions')
@Controller()
export class DistributionsController {
  constructor(
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly drafts: DistributionDrafts,
    private readonly distributions: Distributions,
    private readonly payouts: Payouts,
    private readonly carried: CarriedMoney,
    private readonly lines: DistributionLines,
    private readonly store: DistributionStore,
  ) {}

  @Post('assets/:id/distributions')
  @Allow('issuer')
  @Idempotent()
  @Returns(201, distributionView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: distributionBody }) body: DistributionBody,
  ): Promise<DistributionView> {
    return this.drafts.create(ctx, id, body);
  }

  @Get('assets/:id/distributions')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, distributionPage)
  async list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: distributionsQuery }) query: DistributionsQuery,
  ): Promise<Page<DistributionView>> {
    return this.store.list(ctx, (await this.assets.require(ctx, id)).id, query);
  }

  @Get('public/assets/:id/income')
  @Public()
  @Returns(200, paidIncomePage)
  async paidIncome(
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<PaidIncomeView>> {
    const token = await this.tokens.ofAsset(id);
    if (!token) throw new NotFound('asset');
    return this.store.paidIncome(id, token.decimals, query);
  }

  @Get('distributions/:id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, distributionView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionView> {
    return this.store.view(await this.store.find(ctx, id));
  }

  @Get('distributions/:id/lines')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, linePage)
  listLines(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: linesQuery }) query: LinesQuery,
  ): Promise<Page<LineView>> {
    return this.lines.list(ctx, id, query);
  }

  @Post('distributions/:id/open-record-date')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, distributionView)
  openRecordDate(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
  ): Promise<DistributionView> {
    return this.drafts.openRecordDate(ctx, id);
  }

  @Post('distributions/:id/calculate')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, distributionView)
  calculate(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionView> {
    return this.distributions.calculate(ctx, id);
  }

  @Post('distributions/:id/submit')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, distributionAnswer)
  submit(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionAnswer> {
    return this.distributions.submit(ctx, id);
  }

  @Post('distributions/:id/fund')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, distributionView)
  fund(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionView> {
    return this.distributions.fund(ctx, id);
  }

  @Post('distributions/:id/push')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, distributionView)
  push(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionView> {
    return this.payouts.push(ctx, id);
  }

  @Post('distributions/:id/lines/:account/set-aside')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, distributionView)
  setAside(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('account') account: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<DistributionView> {
    return this.payouts.setAside(ctx, id, account, body.reason);
  }

  @Post('distributions/:id/announce-expiry')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, distributionView)
  announceExpiry(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
  ): Promise<DistributionView> {
    return this.payouts.announceExpiry(ctx, id);
  }

  @Post('distributions/:id/expire')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, distributionView)
  expire(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionView> {
    return this.payouts.expire(ctx, id);
  }

  @Post('assets/:id/carried-income/release')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, carriedAnswer)
  releaseCarried(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: carriedBody }) body: CarriedBody,
  ): Promise<CarriedAnswer> {
    return this.carried.release(ctx, id, body);
  }

  @Post('distributions/:id/cancel')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, distributionView)
  cancel(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<DistributionView> {
    return this.drafts.cancel(ctx, id, body.reason);
  }

  @Get('income')
  @Allow('investor')
  @Returns(200, incomePage)
  income(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<IncomeView>> {
    return this.lines.income(ctx, query);
  }
}
