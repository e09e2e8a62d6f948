import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { pageQuery, type PageQuery } from '../../platform/page.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { ImportApply } from './import-apply.service.js';
import {
  applyImportBody,
  type ApplyImportBody,
  importBody,
  type ImportBody,
  importPage,
  importRowPage,
  importRowsQuery,
  type ImportRowsQuery,
  importView,
} from './import.schema.js';
import { InvestorImports } from './imports.service.js';

@ApiTags('investors')
@Controller('investor-imports')
export class ImportsController {
  constructor(
    private readonly imports: InvestorImports,
    private readonly applying: ImportApply,
  ) {}

  /** The dry run: every row is checked, nobody is made. */
  @Post()
  @Allow('compliance')
  @Returns(201, importView)
  check(@RequestCtx() ctx: Ctx, @Body({ schema: importBody }) body: ImportBody) {
    return this.imports.check(ctx, body.documentId);
  }

  @Get()
  @Allow('compliance', 'auditor')
  @Returns(200, importPage)
  list(@Query({ schema: pageQuery }) query: PageQuery) {
    return this.imports.list(query);
  }

  @Get(':id')
  @Allow('compliance', 'auditor')
  @Returns(200, importView)
  get(@Param('id', UuidPipe) id: string) {
    return this.imports.get(id);
  }

  @Get(':id/rows')
  @Allow('compliance')
  @Returns(200, importRowPage)
  rows(
    @Param('id', UuidPipe) id: string,
    @Query({ schema: importRowsQuery }) query: ImportRowsQuery,
  ) {
    return this.imports.rows(id, query);
  }

  @Post(':id/apply')
  @Allow('compliance')
  @Returns(202, importView, 'the rows are being applied: ask again how far')
  apply(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: applyImportBody }) body: ApplyImportBody,
  ) {
    return this.applying.apply(ctx, id, body);
  }
}
