import { createHash, timingSafeEqual } from 'node:crypto';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiProduces } from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../platform/access.js';
import { Config } from '../platform/config.js';
import { NotFound, Unauthenticated } from '../platform/problem.js';
import { Returns } from '../platform/returns.js';
import { Metrics } from './metrics.service.js';

/**
 * For Prometheus, which has no sign-in: it brings the token of METRICS_TOKEN as `Authorization: Bearer`.
 * Without that setting there is no such page.
 */
@Controller('metrics')
export class MetricsController {
  constructor(
    private readonly config: Config,
    private readonly metrics: Metrics,
  ) {}

  @Get()
  @Public()
  @ApiProduces('text/plain')
  @Returns(200, null)
  async scrape(
    @Headers('authorization') given: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<string> {
    const { METRICS_TOKEN } = this.config.env;
    if (METRICS_TOKEN === undefined) throw new NotFound('page');
    if (!same(given ?? '', `Bearer ${METRICS_TOKEN}`)) {
      throw new Unauthenticated('metrics_token_wrong', 'Bring the token of METRICS_TOKEN.');
    }
    const { body, type } = await this.metrics.text();
    response.setHeader('Content-Type', type);
    response.setHeader('Cache-Control', 'no-store');
    return body;
  }
}

/** In a time that tells nothing of where they differ. */
function same(given: string, expected: string): boolean {
  const [a, b] = [given, expected].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
