import {
  Body,
  Controller,
  Get,
  HttpCode,
  Param,
  Post,
  Query,
  Res,
  StreamableFile,
} from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { contentDigest } from '../documents/content-digest.js';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  reportPage,
  reportView,
  requestReportBody,
  type RequestReportBody,
} from './report.schema.js';
import { Reports } from './reports.service.js';

@ApiTags('reports')
@Controller()
export class ReportsController {
  constructor(private readonly reports: Reports) {}

  @Post('assets/:id/reports')
  @HttpCode(202)
  @Allow('auditor', 'issuer')
  @Returns(202, reportView)
  request(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: requestReportBody }) body: RequestReportBody,
  ) {
    return this.reports.request(ctx, id, body);
  }

  @Get('assets/:id/reports')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, reportPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ) {
    return this.reports.list(ctx, id, query);
  }

  @Get('reports/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, reportView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.reports.get(ctx, id);
  }

  @Get('reports/:id/pdf')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @ApiProduces('application/pdf')
  @Returns(200, null)
  async pdf(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    const file = await this.reports.pdf(ctx, id);
    response.setHeader('Content-Digest', contentDigest(Buffer.from(file.sha256, 'hex')));
    return new StreamableFile(file.stream, {
      type: 'application/pdf',
      length: file.sizeBytes,
      disposition: `inline; filename="${file.fileName.replaceAll(/[^\w.-]/g, '_')}"`,
    });
  }
}
