import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  addPaperBody,
  type AddPaperBody,
  assetListQuery,
  type AssetListQuery,
  assetPage,
  assetView,
  createAssetBody,
  type CreateAssetBody,
  patchAssetBody,
  type PatchAssetBody,
} from './asset.schema.js';
import { Assets } from './assets.service.js';
import {
  importPortfolioBody,
  portfolioView,
  putPortfolioBody,
  type PutPortfolioBody,
} from './portfolio.schema.js';
import { Portfolios } from './portfolio.service.js';

@ApiTags('assets')
@Controller('assets')
export class AssetsController {
  constructor(
    private readonly assets: Assets,
    private readonly portfolios: Portfolios,
  ) {}

  @Post()
  @Allow('issuer')
  @Returns(201, assetView)
  create(@RequestCtx() ctx: Ctx, @Body({ schema: createAssetBody }) body: CreateAssetBody) {
    return this.assets.create(ctx, body);
  }

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, assetPage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: assetListQuery }) query: AssetListQuery) {
    return this.assets.list(ctx, query);
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, assetView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.assets.get(ctx, id);
  }

  @Patch(':id')
  @Allow('issuer')
  @Returns(200, assetView)
  patch(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: patchAssetBody }) body: PatchAssetBody,
  ) {
    return this.assets.patch(ctx, id, body);
  }

  @Post(':id/papers')
  @Allow('issuer')
  @Returns(200, assetView)
  addPaper(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: addPaperBody }) body: AddPaperBody,
  ) {
    return this.assets.addPaper(ctx, id, body);
  }

  @Put(':id/portfolio')
  @Allow('issuer')
  @Returns(200, portfolioView, 'in force at once for a draft; on a live fund it waits for approval')
  putPortfolio(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: putPortfolioBody }) body: PutPortfolioBody,
  ) {
    return this.portfolios.put(ctx, id, body);
  }

  @Post(':id/portfolio/import')
  @Allow('issuer')
  @ApiConsumes('text/csv')
  @Returns(200, portfolioView)
  importPortfolio(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: importPortfolioBody }) csv: string,
  ) {
    return this.portfolios.import(ctx, id, csv);
  }
}
