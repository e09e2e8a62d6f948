import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import type { z } from 'zod';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { Returns } from '../platform/returns.js';
import {
  parkedDecisionBody,
  type ParkedDecisionBody,
  parkedProposalView,
  type ParkedProposalView,
  parkedReportsView,
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
  @Returns(200, parkedReportsView)
  async list(): Promise<z.output<typeof parkedReportsView>> {
    return { items: await this.parked.list() };
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
