import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { Kyb } from './kyb.service.js';
import {
  addKybDocumentBody,
  type AddKybDocumentBody,
  kybCasePage,
  kybCaseView,
  kybListQuery,
  type KybListQuery,
  kybReasonBody,
  type KybReasonBody,
  putKybBody,
  type PutKybBody,
} from './kyb.schema.js';

@ApiTags('organisations')
@Controller()
export class KybController {
  constructor(private readonly kyb: Kyb) {}

  @Get('organisations/me/kyb')
  @Allow('issuer', 'investor')
  @Returns(200, kybCaseView)
  mine(@RequestCtx() ctx: Ctx) {
    return this.kyb.mine(ctx);
  }

  @Put('organisations/me/kyb')
  @Allow('issuer', 'investor')
  @Returns(200, kybCaseView)
  put(@RequestCtx() ctx: Ctx, @Body({ schema: putKybBody }) body: PutKybBody) {
    return this.kyb.put(ctx, body);
  }

  @Post('organisations/me/kyb/documents')
  @Allow('issuer', 'investor')
  @Returns(200, kybCaseView)
  addDocument(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: addKybDocumentBody }) body: AddKybDocumentBody,
  ) {
    return this.kyb.addDocument(ctx, body);
  }

  @Post('organisations/me/kyb/submit')
  @Allow('issuer', 'investor')
  @Returns(200, kybCaseView)
  submit(@RequestCtx() ctx: Ctx) {
    return this.kyb.submit(ctx);
  }

  @Get('kyb-cases')
  @Allow('compliance', 'auditor')
  @Returns(200, kybCasePage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: kybListQuery }) query: KybListQuery) {
    return this.kyb.list(ctx, query);
  }

  @Get('kyb-cases/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, kybCaseView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.kyb.get(ctx, id);
  }

  @Post('kyb-cases/:id/request-information')
  @Allow('compliance')
  @Returns(200, kybCaseView)
  requestInformation(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: kybReasonBody }) body: KybReasonBody,
  ) {
    return this.kyb.decide(ctx, id, 'request_information', body.reason);
  }

  @Post('kyb-cases/:id/approve')
  @Allow('compliance')
  @Returns(200, kybCaseView)
  approve(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: kybReasonBody }) body: KybReasonBody,
  ) {
    return this.kyb.decide(ctx, id, 'approve', body.reason);
  }

  @Post('kyb-cases/:id/reject')
  @Allow('compliance')
  @Returns(200, kybCaseView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: kybReasonBody }) body: KybReasonBody,
  ) {
    return this.kyb.decide(ctx, id, 'reject', body.reason);
  }

  @Post('kyb-cases/:id/revoke')
  @Allow('compliance')
  @Returns(200, kybCaseView)
  revoke(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: kybReasonBody }) body: KybReasonBody,
  ) {
    return this.kyb.decide(ctx, id, 'revoke', body.reason);
  }
}
