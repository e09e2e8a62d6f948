import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { satellitePage, type SatelliteView, satelliteView } from './satellite.schema.js';
import { Satellites } from './satellites.service.js';

@ApiTags('satellites')
@Controller()
export class SatellitesController {
  constructor(private readonly satellites: Satellites) {}

  @Get('assets/:id/satellites')
  @Allow('issuer', 'compliance', 'auditor', 'operator')
  @Returns(200, satellitePage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<SatelliteView>> {
    return this.satellites.list(ctx, id, query);
  }

  @Post('satellites/:id/retry')
  @HttpCode(200)
  @Allow('operator')
  @Returns(200, satelliteView)
  retry(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<SatelliteView> {
    return this.satellites.retry(ctx, id);
  }
}
