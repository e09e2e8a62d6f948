import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent, Public } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  approvedCalculation,
  type ApprovedCalculation,
  distributionView,
  type DistributionView,
  reasonBody,
  type ReasonBody,
} from './distribution.schema.js';
import { NetRoots } from './net-roots.service.js';

/** Roots of distributions taxed at source. */
@ApiTags('distributions')
@Controller()
export class NetRootsController {
  constructor(private readonly roots: NetRoots) {}

  @Post('distributions/:id/root')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, distributionView)
  ask(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DistributionView> {
    return this.roots.askAgain(ctx, id);
  }

  @Post('distributions/:id/root/reject')
  @HttpCode(202)
  @Allow('compliance')
  @Idempotent()
  @Returns(202, distributionView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<DistributionView> {
    return this.roots.reject(ctx, id, body.reason);
  }

  @Get('public/distributions/:id/net')
  @Public()
  @Returns(200, approvedCalculation)
  approved(@Param('id', UuidPipe) id: string): Promise<ApprovedCalculation> {
    return this.roots.approved(id);
  }
}
