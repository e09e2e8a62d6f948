import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Evidence } from '../../audit/evidence.js';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { download } from '../file.js';
import { periodQuery, type PeriodQuery } from '../statements/statement.schema.js';
import {
  capTableChangesView,
  type CapTableChangesView,
  capTablePaperQuery,
  type CapTablePaperQuery,
} from './cap-table.schema.js';
import { CapTables } from './cap-tables.service.js';

@ApiTags('reports')
@Controller('tokens/:id/cap-table')
export class CapTablesController {
  constructor(private readonly capTables: CapTables) {}

  @Get('paper')
  @Allow('issuer', 'compliance', 'auditor')
  @Evidence('token')
  @ApiProduces('application/pdf', 'text/csv')
  @Returns(200, null, 'who held how much at a block or time')
  async paper(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: capTablePaperQuery }) query: CapTablePaperQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return download(response, await this.capTables.paper(ctx, id, query));
  }

  @Get('changes')
  @Allow('issuer', 'compliance', 'auditor')
  @Evidence('token')
  @Returns(200, capTableChangesView)
  changes(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: periodQuery }) query: PeriodQuery,
  ): Promise<CapTableChangesView> {
    return this.capTables.changes(ctx, id, query);
  }

  @Get('changes/csv')
  @Allow('issuer', 'compliance', 'auditor')
  @Evidence('token')
  @ApiProduces('text/csv')
  @Returns(200, null, 'the same as a file')
  async changesFile(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: periodQuery }) query: PeriodQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return download(response, await this.capTables.changesFile(ctx, id, query));
  }
}
