import { Controller, Get, Param, Query } from '@nestjs/common';
import { Public } from '../platform/access.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { publicPaperPage, type PublicPaperView } from './token-papers.schema.js';
import { TokenPapers } from './token-papers.service.js';

/** What anybody who was given a paper of an asset can compare it with. */
@Controller('public/assets/:id/papers')
export class PublicPapersController {
  constructor(private readonly papers: TokenPapers) {}

  @Get()
  @Public()
  @Returns(200, publicPaperPage)
  list(
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<PublicPaperView>> {
    return this.papers.published(id, query);
  }
}
