import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  deadLetterPage,
  type DeadLetterView,
  type RetriedView,
  retriedView,
} from './dead-letter.schema.js';
import { DeadLetters } from './dead-letters.service.js';

@ApiTags('jobs')
@Controller('jobs/dead-letters')
export class DeadLettersController {
  constructor(private readonly letters: DeadLetters) {}

  @Get()
  @Allow('operator')
  @Returns(200, deadLetterPage)
  list(@Query({ schema: pageQuery }) query: PageQuery): Promise<Page<DeadLetterView>> {
    return this.letters.list(query);
  }

  @Post(':id/retry')
  @HttpCode(200)
  @Allow('operator')
  @Returns(200, retriedView)
  retry(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<RetriedView> {
    return this.letters.retry(ctx, id);
  }
}
