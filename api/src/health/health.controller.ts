import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { Public } from '../platform/access.js';
import { HealthParts } from '../platform/health-parts.js';
import { Returns } from '../platform/returns.js';
import { healthView, type HealthView } from './health.schema.js';

const WORST_FIRST = ['down', 'starting', 'degraded', 'ok'] as const;

@Controller('health')
export class HealthController {
  constructor(private readonly parts: HealthParts) {}

  /** 200 where every part works, 503 otherwise. */
  @Get()
  @Public()
  @Returns(200, healthView)
  async health(@Res({ passthrough: true }) response: Response): Promise<HealthView> {
    const parts = await this.parts.check();
    const states = Object.values(parts).map(({ state }) => state);
    const status = WORST_FIRST.find((state) => states.includes(state)) ?? 'starting';
    response.status(status === 'ok' || status === 'degraded' ? 200 : 503);
    response.setHeader('Cache-Control', 'no-store');
    return { status, parts };
  }
}
