import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  windDownAnswer,
  type WindDownAnswer,
  windDownBody,
  type WindDownBody,
  windDownView,
  type WindDownView,
} from './wind-down.schema.js';
import { WindDowns } from './wind-downs.service.js';

@ApiTags('assets')
@Controller('assets/:id')
export class WindDownsController {
  constructor(private readonly windDowns: WindDowns) {}

  @Get('wind-down')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, windDownView)
  view(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<WindDownView> {
    return this.windDowns.view(ctx, id);
  }

  @Post('wind-down')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, windDownAnswer)
  begin(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: windDownBody }) body: WindDownBody,
  ): Promise<WindDownAnswer> {
    return this.windDowns.begin(ctx, id, body);
  }

  @Post('wind-down/close')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, windDownAnswer)
  close(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: windDownBody }) body: WindDownBody,
  ): Promise<WindDownAnswer> {
    return this.windDowns.close(ctx, id, body);
  }
}
