import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { EventsModule } from '../events/events.module.js';
import { WebhookAttempt, WebhookDelivery, WebhookEndpoint } from './webhook.entity.js';
import { WebhookJobs } from './webhook.jobs.js';
import { WebhookDeliveries } from './webhook-deliveries.service.js';
import { WebhookLog } from './webhook-log.service.js';
import { WebhookReplays } from './webhook-replays.service.js';
import { WebhookSender } from './webhook-sender.js';
import { WebhooksController } from './webhooks.controller.js';
import { Webhooks } from './webhooks.service.js';

@Module({
  imports: [
    TypeOrmModule.forFeature([WebhookEndpoint, WebhookDelivery, WebhookAttempt]),
    EventsModule,
  ],
  controllers: [WebhooksController],
  providers: [Webhooks, WebhookLog, WebhookSender, WebhookDeliveries, WebhookReplays, WebhookJobs],
})
export class WebhooksModule {}
