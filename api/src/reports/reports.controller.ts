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
import { Evidence } from '../audit/evidence.js';
import { contentDigest } from '../documents/content-digest.js';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { EventStreams } from '../platform/events.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { ReportEvidence } from './report-evidence.service.js';
import {
  inclusionProof,
  type InclusionProofView,
  reportListQuery,
  type ReportListQuery,
  reportPage,
  reportView,
  requestReportBody,
  type RequestReportBody,
} from './report.schema.js';
import { type ReportFile, Reports } from './reports.service.js';

@ApiTags('reports')
@Controller()
export class ReportsController {
  constructor(
    private readonly reports: Reports,
    private readonly evidence: ReportEvidence,
    private readonly streams: EventStreams,
  ) {}

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
    @Query({ schema: reportListQuery }) query: ReportListQuery,
  ) {
    return this.reports.list(ctx, id, query);
  }

  @Get('reports/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, reportView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.reports.get(ctx, id);
  }

  @Get('reports/:id/progress')
  @ApiProduces('text/event-stream')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, null)
  async progress(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Res() response: Response,
  ): Promise<void> {
    this.streams.send(ctx, response, await this.reports.follow(ctx, id));
  }

  @Post('reports/:id/cancel')
  @HttpCode(202)
  @Allow('auditor', 'issuer')
  @Returns(202, reportView)
  cancel(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.reports.cancel(ctx, id);
  }

  @Get('reports/:id/pdf')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Evidence('report')
  @ApiProduces('application/pdf')
  @Returns(200, null)
  async pdf(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    return sent(response, await this.reports.pdf(ctx, id));
  }

  @Get('reports/:id/bundle')
  @Allow('issuer', 'compliance', 'auditor')
  @Evidence('report')
  @ApiProduces('application/zip')
  @Returns(200, null)
  async bundle(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<StreamableFile> {
    const { fileName, stream } = await this.evidence.bundle(ctx, id);
    return new StreamableFile(stream, {
      type: 'application/zip',
      disposition: `attachment; filename="${fileName}"`,
    });
  }

  @Get('reports/:id/holders/:address/proof')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Evidence('report')
  @Returns(200, inclusionProof)
  inclusion(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('address') address: string,
  ): Promise<InclusionProofView> {
    return this.evidence.inclusion(ctx, id, address);
  }
}

/** A kept file, under the hash of its bytes. */
export function sent(response: Response, file: ReportFile): StreamableFile {
  response.setHeader('Content-Digest', contentDigest(Buffer.from(file.sha256, 'hex')));
  return new StreamableFile(file.stream, {
    type: file.mediaType,
    length: file.sizeBytes,
    disposition: `inline; filename="${file.fileName.replaceAll(/[^\w.-]/g, '_')}"`,
  });
}
