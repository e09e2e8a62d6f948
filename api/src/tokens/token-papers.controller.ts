import { Controller, Get, Param, Post } from '@nestjs/common';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  tokenPapersAnswer,
  type TokenPapersAnswer,
  tokenPapersView,
  type TokenPapersView,
} from './token-papers.schema.js';
import { TokenPapers } from './token-papers.service.js';

@Controller('tokens/:id/documents')
export class TokenPapersController {
  constructor(private readonly papers: TokenPapers) {}

  @Get()
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, tokenPapersView)
  list(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<TokenPapersView> {
    return this.papers.list(ctx, id);
  }

  @Post()
  @Allow('issuer')
  @Idempotent()
  @Returns(202, tokenPapersAnswer)
  register(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<TokenPapersAnswer> {
    return this.papers.register(ctx, id);
  }
}
