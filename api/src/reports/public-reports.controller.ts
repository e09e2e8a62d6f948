import { Controller, Get, Param, Res, StreamableFile } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../platform/access.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { PublicReports } from './public-reports.service.js';
import { publicReportView, type PublicReportView } from './report.schema.js';
import { sent } from './reports.controller.js';
import { Reports } from './reports.service.js';

/** What anybody may read of an asset's proof of reserve, without signing in. */
@ApiTags('reports')
@Controller('public')
export class PublicReportsController {
  constructor(
    private readonly reports: Reports,
    private readonly transparency: PublicReports,
  ) {}

  @Get('assets/:id/proof-of-reserve')
  @Public()
  @Returns(200, publicReportView)
  newest(@Param('id', UuidPipe) id: string): Promise<PublicReportView> {
    return this.transparency.of(id);
  }

  @Get('reports/:id/report.pdf')
  @Public()
  @ApiProduces('application/pdf')
  @Returns(200, null)
  async pdf(
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    return sent(response, await this.reports.publicFile(id, 'pdfDocumentId'));
  }

  @Get('reports/:id/report.json')
  @Public()
  @Returns(200, null)
  async json(
    @Param('id', UuidPipe) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile> {
    return sent(response, await this.reports.publicFile(id, 'jsonDocumentId'));
  }
}
