import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  subscribeBody,
  type SubscribeBody,
  subscriptionPage,
  subscriptionsQuery,
  type SubscriptionsQuery,
  subscriptionView,
  type SubscriptionView,
} from './subscription.schema.js';
import { Subscriptions } from './subscriptions.service.js';

@Controller()
export class SubscriptionsController {
  constructor(private readonly subscriptions: Subscriptions) {}

  @Post('offerings/:id/subscriptions')
  @Allow('investor')
  @Idempotent()
  @Returns(201, subscriptionView)
  place(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: subscribeBody }) body: SubscribeBody,
  ): Promise<SubscriptionView> {
    return this.subscriptions.place(ctx, id, body);
  }

  @Get('offerings/:id/subscriptions')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, subscriptionPage)
  book(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: subscriptionsQuery }) query: SubscriptionsQuery,
  ): Promise<Page<SubscriptionView>> {
    return this.subscriptions.book(ctx, id, query);
  }

  @Get('subscriptions')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, subscriptionPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: subscriptionsQuery }) query: SubscriptionsQuery,
  ): Promise<Page<SubscriptionView>> {
    return this.subscriptions.list(ctx, query);
  }

  @Get('subscriptions/:id')
  @Allow('issuer', 'investor', 'compliance', 'auditor')
  @Returns(200, subscriptionView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<SubscriptionView> {
    return this.subscriptions.get(ctx, id);
  }

  @Post('subscriptions/:id/cancel')
  @Allow('investor')
  @Idempotent()
  @Returns(200, subscriptionView)
  cancel(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<SubscriptionView> {
    return this.subscriptions.cancel(ctx, id);
  }

  @Post('subscriptions/:id/withdraw')
  @Allow('investor')
  @Idempotent()
  @Returns(200, subscriptionView)
  withdraw(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<SubscriptionView> {
    return this.subscriptions.withdraw(ctx, id);
  }
}
