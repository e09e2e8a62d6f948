import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, PeopleOnly } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  approvalBody,
  type ApprovalBody,
  approvalPage,
  approvalsQuery,
  type ApprovalsQuery,
  approvalView,
  type ApprovalView,
  decisionBody,
  type DecisionBody,
} from './approval.schema.js';
import { Approvals } from './approvals.service.js';

@Controller('approvals')
export class ApprovalsController {
  constructor(private readonly approvals: Approvals) {}

  @Get()
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, approvalPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: approvalsQuery }) query: ApprovalsQuery,
  ): Promise<Page<ApprovalView>> {
    return this.approvals.list(ctx, query);
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, approvalView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ApprovalView> {
    return this.approvals.get(ctx, id);
  }

  @Post(':id/approve')
  @PeopleOnly()
  @Allow('compliance')
  @Returns(200, approvalView)
  approve(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: approvalBody }) body: ApprovalBody,
  ): Promise<ApprovalView> {
    return this.approvals.approve(ctx, id, body);
  }

  @Post(':id/reject')
  @PeopleOnly()
  @Allow('compliance')
  @Returns(200, approvalView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: decisionBody }) body: DecisionBody,
  ): Promise<ApprovalView> {
    return this.approvals.reject(ctx, id, body);
  }

  @Post(':id/withdraw')
  @PeopleOnly()
  @Allow('issuer', 'investor', 'compliance')
  @Returns(200, approvalView)
  withdraw(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ApprovalView> {
    return this.approvals.withdraw(ctx, id);
  }
}
