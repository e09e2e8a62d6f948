import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  issuerListQuery,
  type IssuerListQuery,
  issuerPage,
  issuerReasonBody,
  type IssuerReasonBody,
  issuerView,
  putIssuerBody,
  type PutIssuerBody,
} from './issuer.schema.js';
import { Issuers } from './issuers.service.js';

@ApiTags('issuers')
@Controller('issuers')
export class IssuersController {
  constructor(private readonly issuers: Issuers) {}

  @Get('me')
  @Allow('issuer')
  @Returns(200, issuerView)
  mine(@RequestCtx() ctx: Ctx) {
    return this.issuers.mine(ctx);
  }

  @Put('me')
  @Allow('issuer')
  @Returns(200, issuerView)
  put(@RequestCtx() ctx: Ctx, @Body({ schema: putIssuerBody }) body: PutIssuerBody) {
    return this.issuers.put(ctx, body);
  }

  @Post('me/submit')
  @Allow('issuer')
  @Returns(200, issuerView)
  submit(@RequestCtx() ctx: Ctx) {
    return this.issuers.submit(ctx);
  }

  @Get()
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, issuerPage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: issuerListQuery }) query: IssuerListQuery) {
    return this.issuers.list(ctx, query);
  }

  @Get(':id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, issuerView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.issuers.get(ctx, id);
  }

  @Post(':id/approve')
  @Allow('compliance')
  @Returns(200, issuerView)
  approve(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: issuerReasonBody }) body: IssuerReasonBody,
  ) {
    return this.issuers.approve(ctx, id, body);
  }

  @Post(':id/reject')
  @Allow('compliance')
  @Returns(200, issuerView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: issuerReasonBody }) body: IssuerReasonBody,
  ) {
    return this.issuers.reject(ctx, id, body);
  }
}
