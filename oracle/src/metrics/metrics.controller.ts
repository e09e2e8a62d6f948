import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Metrics } from './metrics.js';

/** For Prometheus. The service listens to its own house only (`ORACLE_HOST`), and so is this. */
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  async scrape(@Res({ passthrough: true }) response: Response): Promise<string> {
    const { body, type } = await this.metrics.text();
    response.setHeader('content-type', type);
    return body;
  }
}
