import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { Allow, PeopleOnly } from '../platform/access.js';
import { type Ctx, RequestCtx, ROLES } from '../platform/context.js';
import { pageQuery, type Page, type PageQuery } from '../platform/page.js';
import { Returns } from '../platform/returns.js';
import {
  invitationView,
  type InvitationView,
  inviteBody,
  type InviteBody,
  memberPage,
  type MemberView,
} from './account.schema.js';
import { Accounts } from './accounts.service.js';
import { Colleagues } from './colleagues.service.js';

@Controller('members')
export class MembersController {
  constructor(
    private readonly accounts: Accounts,
    private readonly colleagues: Colleagues,
  ) {}

  @Get()
  @Allow(...ROLES)
  @Returns(200, memberPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<MemberView>> {
    return this.accounts.members(ctx, query);
  }

  @Post()
  @PeopleOnly()
  @Allow('operator', 'issuer')
  @Returns(201, invitationView)
  invite(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: inviteBody }) body: InviteBody,
  ): Promise<InvitationView> {
    return this.colleagues.invite(ctx, body);
  }
}
