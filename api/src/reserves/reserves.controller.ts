import { Controller, Get, Param, Query } from '@nestjs/common';
import { Allow, Public } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  feedsPage,
  type FeedsView,
  publicAssetPage,
  publicAssetView,
  type PublicAssetView,
  roundsQuery,
  type RoundsQuery,
  roundsView,
  type RoundsView,
  statementView,
  type StatementView,
} from './reserves.schema.js';
import { Reserves } from './reserves.service.js';

@Controller()
export class ReservesController {
  constructor(private readonly reserves: Reserves) {}

  @Get('assets/:id/rounds')
  @Allow('issuer', 'investor', 'compliance', 'auditor', 'operator')
  @Returns(200, roundsView)
  rounds(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: roundsQuery }) query: RoundsQuery,
  ): Promise<RoundsView> {
    return this.reserves.rounds(ctx, id, query);
  }

  @Get('public/assets')
  @Public()
  @Returns(200, publicAssetPage)
  assets(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<PublicAssetView>> {
    return this.reserves.publicAssets(query);
  }

  @Get('public/assets/:id')
  @Public()
  @Returns(200, publicAssetView)
  asset(@Param('id', UuidPipe) id: string): Promise<PublicAssetView> {
    return this.reserves.publicAsset(id);
  }

  @Get('public/assets/:id/rounds')
  @Public()
  @Returns(200, roundsView)
  published(
    @Param('id', UuidPipe) id: string,
    @Query({ schema: roundsQuery }) query: RoundsQuery,
  ): Promise<RoundsView> {
    return this.reserves.publicRounds(id, query);
  }

  @Get('public/feeds')
  @Public()
  @Returns(200, feedsPage)
  feeds(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<FeedsView>> {
    return this.reserves.feeds(query);
  }

  @Get('public/assets/:id/statement')
  @Public()
  @Returns(200, statementView)
  statement(@Param('id', UuidPipe) id: string): Promise<StatementView> {
    return this.reserves.statement(id);
  }
}
