import { Module } from '@nestjs/common';
import { MetricsController } from './metrics.controller.js';
import { Metrics } from './metrics.service.js';

/** `GET /metrics`: outbox, ledger, keys and jobs, for Prometheus. */
@Module({ controllers: [MetricsController], providers: [Metrics] })
export class MetricsModule {}
