import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow, PeopleOnly } from '../platform/access.js';
import { type Ctx, RequestCtx, ROLES } from '../platform/context.js';
import { pageQuery, type Page, type PageQuery } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  apiKeyPage,
  type ApiKeyView,
  createApiKeyBody,
  type CreateApiKeyBody,
  newApiKeyView,
  type NewApiKeyView,
  scopesView,
  type ScopesView,
} from './api-key.schema.js';
import { ApiKeys } from './api-keys.service.js';

/** A person's own keys; a key neither makes nor ends another. */
@ApiTags('api-keys')
@Controller('api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @PeopleOnly()
  @Allow(...ROLES)
  @Returns(200, apiKeyPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: pageQuery }) query: PageQuery,
  ): Promise<Page<ApiKeyView>> {
    return this.keys.list(ctx, query);
  }

  @Get('scopes')
  @PeopleOnly()
  @Allow(...ROLES)
  @Returns(200, scopesView)
  scopes(@RequestCtx() ctx: Ctx): ScopesView {
    return { scopes: this.keys.scopes(ctx) };
  }

  @Post()
  @PeopleOnly()
  @Allow(...ROLES)
  @Returns(201, newApiKeyView)
  create(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: createApiKeyBody }) body: CreateApiKeyBody,
  ): Promise<NewApiKeyView> {
    return this.keys.create(ctx, body);
  }

  @Delete(':id')
  @PeopleOnly()
  @Allow(...ROLES)
  @Returns(204, null)
  revoke(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.keys.revoke(ctx, id);
  }
}
