import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { Allotments } from './allotment.service.js';
import { Cancellations } from './cancellation.service.js';
import { Eligibility } from './eligibility.service.js';
import {
  allotmentView,
  type AllotmentView,
  cancelBody,
  type CancelBody,
  offeringAnswer,
  type OfferingAnswer,
  offeringPage,
  offeringsQuery,
  type OfferingsQuery,
  offeringTerms,
  type OfferingTerms,
  offeringView,
  type OfferingView,
  subscribePreflightBody,
  type SubscribePreflightBody,
  subscribePreflightView,
  type SubscribePreflightView,
} from './offering.schema.js';
import { OfferingOpening } from './offering-opening.service.js';
import { Offerings } from './offerings.service.js';
import { Settlements } from './settlements.service.js';
import {
  settlementAnswer,
  type SettlementAnswer,
  settlementBody,
  type SettlementBody,
} from './subscription.schema.js';

@Controller()
export class OfferingsController {
  constructor(
    private readonly offerings: Offerings,
    private readonly opening: OfferingOpening,
    private readonly cancellations: Cancellations,
    private readonly eligibility: Eligibility,
    private readonly allotments: Allotments,
    private readonly settlements: Settlements,
  ) {}

  @Post('assets/:id/offerings')
  @Allow('issuer')
  @Returns(201, offeringView)
  draft(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: offeringTerms }) body: OfferingTerms,
  ): Promise<OfferingView> {
    return this.offerings.draft(ctx, id, body);
  }

  @Get('offerings')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, offeringPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: offeringsQuery }) query: OfferingsQuery,
  ): Promise<Page<OfferingView>> {
    return this.offerings.list(ctx, query);
  }

  @Get('offerings/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, offeringView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<OfferingView> {
    return this.offerings.get(ctx, id);
  }

  @Put('offerings/:id/terms')
  @Allow('issuer')
  @Returns(200, offeringView)
  revise(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: offeringTerms }) body: OfferingTerms,
  ): Promise<OfferingView> {
    return this.offerings.revise(ctx, id, body);
  }

  @Post('offerings/:id/open')
  @Allow('issuer')
  @Returns(202, offeringAnswer)
  open(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<OfferingAnswer> {
    return this.opening.propose(ctx, id);
  }

  @Post('offerings/:id/cancel')
  @Allow('issuer')
  @Returns(202, offeringAnswer)
  cancel(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: cancelBody }) body: CancelBody,
  ): Promise<OfferingAnswer> {
    return this.cancellations.propose(ctx, id, body);
  }

  @Post('offerings/:id/preflight')
  @Allow('investor', 'compliance')
  @Returns(200, subscribePreflightView)
  preflight(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: subscribePreflightBody }) body: SubscribePreflightBody,
  ): Promise<SubscribePreflightView> {
    return this.eligibility.preflight(ctx, id, body);
  }

  @Get('offerings/:id/allotment')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, allotmentView)
  allotment(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<AllotmentView> {
    return this.allotments.preview(ctx, id);
  }

  @Post('offerings/:id/settlements')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, settlementAnswer)
  settle(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: settlementBody }) body: SettlementBody,
  ): Promise<SettlementAnswer> {
    return this.settlements.propose(ctx, id, body);
  }
}
