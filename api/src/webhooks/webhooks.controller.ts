import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { pageQuery, type Page, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  changeWebhookBody,
  type ChangeWebhookBody,
  createWebhookBody,
  type CreateWebhookBody,
  deliveriesQuery,
  type DeliveriesQuery,
  deliveryPage,
  type DeliveryView,
  enableWebhookBody,
  type EnableWebhookBody,
  replayBody,
  type ReplayBody,
  replayView,
  type ReplayView,
  webhookPage,
  webhookSecretView,
  type WebhookSecretView,
  webhookView,
  type WebhookView,
} from './webhook.schema.js';
import { WebhookJobs } from './webhook.jobs.js';
import { WebhookLog } from './webhook-log.service.js';
import { Webhooks } from './webhooks.service.js';

/** Where an organisation's own programs are told of events as they become known. */
@ApiTags('webhooks')
@Controller('webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: Webhooks,
    private readonly log: WebhookLog,
    private readonly jobs: WebhookJobs,
  ) {}

  @Get()
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, webhookPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<WebhookView>> {
    return this.webhooks.list(ctx, query);
  }

  @Post()
  @Allow('issuer', 'investor', 'operator')
  @Returns(201, webhookSecretView)
  create(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: createWebhookBody }) body: CreateWebhookBody,
  ): Promise<WebhookSecretView> {
    return this.webhooks.create(ctx, body);
  }

  @Get(':id')
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, webhookView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<WebhookView> {
    return this.webhooks.get(ctx, id);
  }

  @Patch(':id')
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, webhookView)
  change(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: changeWebhookBody }) body: ChangeWebhookBody,
  ): Promise<WebhookView> {
    return this.webhooks.change(ctx, id, body);
  }

  @Delete(':id')
  @Allow('issuer', 'investor', 'operator')
  @Returns(204, null)
  remove(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.webhooks.remove(ctx, id);
  }

  @Post(':id/secret')
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, webhookSecretView)
  rotate(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<WebhookSecretView> {
    return this.webhooks.rotate(ctx, id);
  }

  @Post(':id/enable')
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, webhookView)
  enable(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: enableWebhookBody }) body: EnableWebhookBody,
  ): Promise<WebhookView> {
    return this.webhooks.enable(ctx, id, body);
  }

  @Post(':id/disable')
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, webhookView)
  disable(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<WebhookView> {
    return this.webhooks.disable(ctx, id);
  }

  @Get(':id/deliveries')
  @Allow('issuer', 'investor', 'operator')
  @Returns(200, deliveryPage)
  async deliveries(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: deliveriesQuery }) query: DeliveriesQuery,
  ): Promise<Page<DeliveryView>> {
    const endpoint = await this.webhooks.own(ctx, id);
    return this.log.list(endpoint.id, query);
  }

  @Post(':id/replays')
  @Allow('issuer', 'investor', 'operator')
  @Returns(202, replayView, 'Goes out beside what is new')
  replay(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: replayBody }) body: ReplayBody,
  ): Promise<ReplayView> {
    return this.jobs.replay(ctx, id, body);
  }
}
