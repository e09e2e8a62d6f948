import { Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, PeopleOnly } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { pageQuery, type Page, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  invitationView,
  type InvitationView,
  openInvitationPage,
  type OpenInvitationView,
} from './account.schema.js';
import { Colleagues } from './colleagues.service.js';

/** Colleagues who were asked in and have not come yet. */
@ApiTags('members')
@Controller('invitations')
export class InvitationsController {
  constructor(private readonly colleagues: Colleagues) {}

  @Get()
  @PeopleOnly()
  @Allow('operator', 'issuer')
  @Returns(200, openInvitationPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<OpenInvitationView>> {
    return this.colleagues.open(ctx, query);
  }

  @Post(':id/renew')
  @PeopleOnly()
  @Allow('operator', 'issuer')
  @Returns(200, invitationView)
  renew(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<InvitationView> {
    return this.colleagues.renew(ctx, id);
  }

  @Delete(':id')
  @PeopleOnly()
  @Allow('operator', 'issuer')
  @Returns(204, null)
  withdraw(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.colleagues.withdraw(ctx, id);
  }
}
