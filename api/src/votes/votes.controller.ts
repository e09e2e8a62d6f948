import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Assets } from '../assets/assets.service.js';
import { HolderNotices } from '../notices/holder-notices.service.js';
import { deliveryPage, type DeliveryView } from '../notices/notice.schema.js';
import { Allow, Idempotent, Public } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { reasonBody, type ReasonBody } from '../platform/fields.js';
import { type Page, pageQuery, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  castPage,
  type CastView,
  publicVote,
  type PublicVote,
  voteAnswer,
  type VoteAnswer,
  voteBody,
  type VoteBody,
  voteOrderBody,
  type VoteOrderBody,
  voteOrderView,
  type VoteOrderView,
  votePage,
  votesQuery,
  type VotesQuery,
  voteView,
  type VoteView,
  type VotingRight,
  votingRightPage,
} from './vote.schema.js';
import { VoteCasts } from './vote-casts.js';
import { VoteCounts } from './vote-counts.service.js';
import { VoteDrafts } from './vote-drafts.service.js';
import { VoteStore, voteViewOf } from './vote-store.js';
import { Votes } from './votes.service.js';
import { Voting } from './voting.service.js';

@ApiTags('votes')
@Controller()
export class VotesController {
  constructor(
    private readonly assets: Assets,
    private readonly drafts: VoteDrafts,
    private readonly votes: Votes,
    private readonly voting: Voting,
    private readonly counts: VoteCounts,
    private readonly casts: VoteCasts,
    private readonly notices: HolderNotices,
    private readonly store: VoteStore,
  ) {}

  @Post('assets/:id/votes')
  @Allow('issuer')
  @Idempotent()
  @Returns(201, voteView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: voteBody }) body: VoteBody,
  ): Promise<VoteView> {
    return this.drafts.create(ctx, id, body);
  }

  @Get('assets/:id/votes')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, votePage)
  async list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: votesQuery }) query: VotesQuery,
  ): Promise<Page<VoteView>> {
    return this.store.list(ctx, (await this.assets.require(ctx, id)).id, query);
  }

  @Get('votes/:id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, voteView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<VoteView> {
    return voteViewOf(await this.store.find(ctx, id));
  }

  @Get('votes/:id/casts')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, castPage)
  async listCasts(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<CastView>> {
    return this.casts.page((await this.store.find(ctx, id)).id, query);
  }

  @Get('votes/:id/notices')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, deliveryPage)
  async listNotices(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<DeliveryView>> {
    return this.notices.deliveries('vote', (await this.store.find(ctx, id)).id, query);
  }

  @Post('votes/:id/submit')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, voteAnswer)
  submit(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<VoteAnswer> {
    return this.votes.submit(ctx, id);
  }

  @Post('votes/:id/cancel')
  @HttpCode(200)
  @Allow('issuer')
  @Returns(200, voteView)
  cancel(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<VoteView> {
    return this.drafts.cancel(ctx, id, body.reason);
  }

  @Post('votes/:id/withdraw')
  @HttpCode(202)
  @Allow('issuer')
  @Returns(202, voteAnswer)
  withdraw(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: reasonBody }) body: ReasonBody,
  ): Promise<VoteAnswer> {
    return this.votes.withdraw(ctx, id, body.reason);
  }

  @Post('votes/:id/orders')
  @HttpCode(200)
  @Allow('investor')
  @Returns(200, voteOrderView)
  order(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: voteOrderBody }) body: VoteOrderBody,
  ): Promise<VoteOrderView> {
    return this.voting.order(ctx, id, body);
  }

  @Get('voting-rights')
  @Allow('investor')
  @Returns(200, votingRightPage)
  rights(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<VotingRight>> {
    return this.voting.rights(ctx, query);
  }

  @Get('public/votes/:id')
  @Public()
  @Returns(200, publicVote)
  published(@Param('id', UuidPipe) id: string): Promise<PublicVote> {
    return this.counts.published(id);
  }
}
