import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { Returns } from '../platform/returns.js';
import {
  parkedDecisionBody,
  type ParkedDecisionBody,
  parkedProposalView,
  type ParkedProposalView,
  parkedReportPage,
  parkedReportView,
  type ParkedReportView,
} from './parked.schema.js';
import { ParkedReports } from './parked.service.js';

/** Reports that went over a limit: what would be published, and two people's decision on it. */
@Controller('parked-reports')
export class ParkedController {
  constructor(private readonly parked: ParkedReports) {}

  @Get()
  @Allow('compliance', 'auditor', 'operator')
  @Returns(200, parkedReportPage)
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<ParkedReportView>> {
    return this.parked.list(query);
  }

  @Get(':digest')
  @Allow('compliance', 'auditor', 'operator')
  @Returns(200, parkedReportView)
  get(@Param('digest') digest: string): Promise<ParkedReportView> {
    return this.parked.get(digest);
  }

  @Post(':digest/decisions')
  @Allow('compliance')
  @Returns(202, parkedProposalView)
  propose(
    @RequestCtx() ctx: Ctx,
    @Param('digest') digest: string,
    @Body({ schema: parkedDecisionBody }) body: ParkedDecisionBody,
  ): Promise<ParkedProposalView> {
    return this.parked.propose(ctx, digest, body);
  }
}
