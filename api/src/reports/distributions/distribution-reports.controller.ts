import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { z } from 'zod';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { download } from '../file.js';
import { paperFormat } from '../statements/statement.schema.js';
import { DistributionReports } from './distribution-reports.service.js';

const formatQuery = z.strictObject({ format: paperFormat.default('pdf') });

@ApiTags('reports')
@Controller('distributions/:id/report')
export class DistributionReportsController {
  constructor(private readonly reports: DistributionReports) {}

  @Get()
  @Allow('issuer', 'compliance', 'auditor')
  @ApiProduces('application/pdf', 'text/csv')
  @Returns(200, null, 'per holder: gross, withheld, net, state, unclaimed; dust')
  async report(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: formatQuery }) { format }: z.output<typeof formatQuery>,
    @Res({ passthrough: true }) response: Response,
  ) {
    return download(response, await this.reports.report(ctx, id, format));
  }
}
