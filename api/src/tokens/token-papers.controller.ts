import { Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  tokenPapersAnswer,
  type TokenPapersAnswer,
  tokenPaperPage,
  type TokenPaperView,
} from './token-papers.schema.js';
import { TokenPapers } from './token-papers.service.js';

@Controller('tokens/:id/documents')
export class TokenPapersController {
  constructor(private readonly papers: TokenPapers) {}

  @Get()
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, tokenPaperPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<TokenPaperView>> {
    return this.papers.list(ctx, id, query);
  }

  @Post()
  @Allow('issuer')
  @Idempotent()
  @Returns(202, tokenPapersAnswer)
  register(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<TokenPapersAnswer> {
    return this.papers.register(ctx, id);
  }
}
