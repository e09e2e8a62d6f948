import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  addEvidenceBody,
  type AddEvidenceBody,
  assetReasonBody,
  type AssetReasonBody,
  assetView,
  dueDiligenceView,
} from './asset.schema.js';
import { AssetReview } from './asset-review.service.js';
import { DueDiligence } from './due-diligence.service.js';

@ApiTags('assets')
@Controller('assets/:id')
export class AssetReviewController {
  constructor(
    private readonly review: AssetReview,
    private readonly dueDiligence: DueDiligence,
  ) {}

  @Get('due-diligence')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, dueDiligenceView)
  checklist(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.dueDiligence.view(ctx, id);
  }

  @Post('due-diligence/:key/evidence')
  @Allow('issuer')
  @Returns(200, dueDiligenceView)
  addEvidence(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('key') key: string,
    @Body({ schema: addEvidenceBody }) body: AddEvidenceBody,
  ) {
    return this.dueDiligence.addEvidence(ctx, id, key, body);
  }

  @Post('due-diligence/:key/accept')
  @Allow('compliance')
  @Returns(200, dueDiligenceView)
  accept(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('key') key: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.dueDiligence.decide(ctx, id, key, 'accept', body.reason);
  }

  @Post('due-diligence/:key/reject')
  @Allow('compliance')
  @Returns(200, dueDiligenceView)
  rejectEvidence(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('key') key: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.dueDiligence.decide(ctx, id, key, 'reject', body.reason);
  }

  @Post('submit')
  @Allow('issuer')
  @Returns(200, assetView)
  submit(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.review.submit(ctx, id);
  }

  @Post('request-changes')
  @Allow('compliance')
  @Returns(200, assetView)
  requestChanges(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.review.requestChanges(ctx, id, body.reason);
  }

  @Post('approve')
  @Allow('compliance')
  @Returns(200, assetView)
  approve(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.review.approve(ctx, id, body.reason);
  }

  @Post('reject')
  @Allow('compliance')
  @Returns(200, assetView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.review.reject(ctx, id, body.reason);
  }

  @Post('suspend')
  @Allow('compliance')
  @Returns(200, assetView)
  suspend(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.review.suspend(ctx, id, body.reason);
  }

  @Post('resume')
  @Allow('compliance')
  @Returns(200, assetView)
  resume(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: assetReasonBody }) body: AssetReasonBody,
  ) {
    return this.review.resume(ctx, id, body.reason);
  }
}
