import { Body, Controller, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { KycDecisions } from './kyc-decision.service.js';
import {
  addKycDocumentBody,
  type AddKycDocumentBody,
  approveKycBody,
  type ApproveKycBody,
  kycCasePage,
  kycCaseView,
  kycListQuery,
  type KycListQuery,
  patchKycBody,
  type PatchKycBody,
  reasonBody,
  type ReasonBody,
  requestInformationBody,
  type RequestInformationBody,
} from './kyc.schema.js';
import { Kyc } from './kyc.service.js';
import { answerBody, type AnswerBody } from './questionnaires/questionnaire.schema.js';

@ApiTags('investors')
@Controller('kyc-cases')
export class KycController {
  constructor(
    private readonly kyc: Kyc,
    private readonly decisions: KycDecisions,
  ) {}

  @Post()
  @Allow('investor')
  @Returns(201, kycCaseView)
  open(@RequestCtx() ctx: Ctx) {
    return this.kyc.open(ctx);
  }

  @Get()
  @Allow('investor', 'compliance', 'auditor')
  @Returns(200, kycCasePage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: kycListQuery }) query: KycListQuery) {
    return this.kyc.list(ctx, query);
  }

  @Get(':id')
  @Allow('investor', 'compliance', 'auditor')
  @Returns(200, kycCaseView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.kyc.get(ctx, id);
  }

  @Patch(':id')
  @Allow('investor')
  @Returns(200, kycCaseView)
  patch(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: patchKycBody }) body: PatchKycBody,
  ) {
    return this.kyc.patch(ctx, id, body);
  }

  @Post(':id/documents')
  @Allow('investor')
  @Returns(200, kycCaseView)
  addDocument(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: addKycDocumentBody }) body: AddKycDocumentBody,
  ) {
    return this.kyc.addDocument(ctx, id, body);
  }

  @Put(':id/questionnaire')
  @Allow('investor')
  @Returns(200, kycCaseView)
  answer(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: answerBody }) body: AnswerBody,
  ) {
    return this.kyc.answer(ctx, id, body);
  }

  @Post(':id/submit')
  @Allow('investor')
  @Returns(200, kycCaseView)
  submit(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.kyc.submit(ctx, id);
  }

  @Post(':id/request-information')
  @Allow('compliance')
  @Returns(200, kycCaseView)
  requestInformation(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: requestInformationBody }) body: RequestInformationBody,
  ) {
    return this.decisions.requestInformation(ctx, id, body);
  }

  @Post(':id/approve')
  @Allow('compliance')
  @Returns(200, kycCaseView)
  approve(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: approveKycBody }) body: ApproveKycBody,
  ) {
    return this.decisions.approve(ctx, id, body);
  }

  @Post(':id/reject')
  @Allow('compliance')
  @Returns(200, kycCaseView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ) {
    return this.decisions.reject(ctx, id, body);
  }

  @Post(':id/revoke')
  @Allow('compliance')
  @Returns(200, kycCaseView)
  revoke(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ) {
    return this.decisions.revoke(ctx, id, body);
  }
}
