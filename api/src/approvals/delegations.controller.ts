import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { Allow, PeopleOnly } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { pageQuery, type Page, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  delegationBody,
  type DelegationBody,
  delegationPage,
  delegationView,
  type DelegationView,
} from './delegation.schema.js';
import { Delegations } from './delegations.service.js';

/** Deputies of officers who are away. */
@Controller('approval-delegations')
export class DelegationsController {
  constructor(private readonly delegations: Delegations) {}

  @Post()
  @HttpCode(201)
  @PeopleOnly()
  @Allow('compliance')
  @Returns(201, delegationView)
  name(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: delegationBody }) body: DelegationBody,
  ): Promise<DelegationView> {
    return this.delegations.name(ctx, body);
  }

  @Get()
  @Allow('compliance')
  @Returns(200, delegationPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<DelegationView>> {
    return this.delegations.list(ctx, query);
  }

  @Post(':id/revoke')
  @HttpCode(200)
  @PeopleOnly()
  @Allow('compliance')
  @Returns(200, delegationView)
  revoke(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<DelegationView> {
    return this.delegations.revoke(ctx, id);
  }
}
