import { Controller, Get, Param, Query } from '@nestjs/common';
import type { z } from 'zod';
import { Allow, Public } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  feedsView,
  type FeedsView,
  publicAssetsView,
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
  @Returns(200, publicAssetsView)
  async assets(): Promise<z.output<typeof publicAssetsView>> {
    return { items: await this.reserves.publicAssets() };
  }

  @Get('public/assets/:id')
  @Public()
  @Returns(200, publicAssetView)
  asset(@Param('id', UuidPipe) id: string): Promise<PublicAssetView> {
    return this.reserves.publicAsset(id);
  }

  @Get('public/feeds')
  @Public()
  @Returns(200, feedsView)
  feeds(): Promise<FeedsView> {
    return this.reserves.feeds();
  }

  @Get('public/assets/:id/statement')
  @Public()
  @Returns(200, statementView)
  statement(@Param('id', UuidPipe) id: string): Promise<StatementView> {
    return this.reserves.statement(id);
  }
}
