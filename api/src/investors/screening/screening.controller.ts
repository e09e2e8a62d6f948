import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { uuid } from '../../platform/fields.js';
import { pageQuery, type PageQuery } from '../../platform/page.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { SanctionsLists } from './sanctions-lists.service.js';
import { ScreeningHits } from './screening-hits.service.js';
import { ScreeningRuns } from './screening-runs.service.js';
import {
  decideHitBody,
  type DecideHitBody,
  hitListQuery,
  type HitListQuery,
  hitPage,
  hitView,
  importListBody,
  type ImportListBody,
  listReasonBody,
  type ListReasonBody,
  listVersionPage,
  listVersionView,
  screeningRunPage,
  screeningRunView,
} from './screening.schema.js';

@ApiTags('screening')
@Controller('screening')
export class ScreeningController {
  constructor(
    private readonly lists: SanctionsLists,
    private readonly runs: ScreeningRuns,
    private readonly hits: ScreeningHits,
  ) {}

  @Get('lists')
  @Allow('compliance', 'auditor', 'operator')
  @Returns(200, listVersionPage)
  editions(@Query({ schema: pageQuery }) query: PageQuery) {
    return this.lists.list(query);
  }

  @Post('lists')
  @Allow('compliance')
  @Returns(201, listVersionView, 'taken in; it counts when it is put in force')
  import(@RequestCtx() ctx: Ctx, @Body({ schema: importListBody }) body: ImportListBody) {
    return this.lists.import(ctx, body);
  }

  @Post('lists/:id/activate')
  @Allow('compliance', 'operator')
  @Returns(202, screeningRunView, 'in force; everybody is being looked at again')
  activate(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: listReasonBody }) body: ListReasonBody,
  ) {
    return this.runs.activate(ctx, id, body.reason);
  }

  @Get('runs')
  @Allow('compliance', 'auditor', 'operator')
  @Returns(200, screeningRunPage)
  allRuns(@Query({ schema: pageQuery }) query: PageQuery) {
    return this.runs.list(query);
  }

  @Post('runs')
  @Allow('compliance', 'operator')
  @Returns(202, screeningRunView)
  again(@RequestCtx() ctx: Ctx, @Body({ schema: listReasonBody }) body: ListReasonBody) {
    return this.runs.again(ctx, body.reason);
  }

  @Get('runs/:id')
  @Allow('compliance', 'auditor', 'operator')
  @Returns(200, screeningRunView)
  run(@Param('id', UuidPipe) id: string) {
    return this.runs.get(id);
  }

  @Get('hits')
  @Allow('compliance', 'auditor')
  @Returns(200, hitPage)
  allHits(@RequestCtx() ctx: Ctx, @Query({ schema: hitListQuery }) query: HitListQuery) {
    return this.hits.list(ctx, query);
  }

  @Post('hits/:id/decide')
  @Allow('compliance')
  @Returns(200, hitView)
  decide(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: decideHitBody }) body: DecideHitBody,
  ) {
    return this.hits.decide(ctx, id, body);
  }

  @Post('hits/:id/clear')
  @Allow('compliance')
  @Returns(202, z.object({ approvalId: uuid }), 'waits for another officer')
  clear(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: listReasonBody }) body: ListReasonBody,
  ) {
    return this.hits.askToClear(ctx, id, body.reason);
  }
}
