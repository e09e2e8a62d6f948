import { Body, Controller, Get, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx, ROLES } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import {
  noticePage,
  noticesQuery,
  type NoticesQuery,
  type NoticeView,
  preferencesBody,
  type PreferencesBody,
  preferencesView,
  type PreferencesView,
  unreadView,
  type UnreadView,
} from './notice.schema.js';
import { Notices } from './notices.service.js';

/** The inbox of whoever asks. */
@ApiTags('notices')
@Controller('notices')
export class NoticesController {
  constructor(private readonly notices: Notices) {}

  @Get()
  @Allow(...ROLES)
  @Returns(200, noticePage)
  list(
    @RequestCtx() ctx: Ctx,
    @Query({ schema: noticesQuery }) query: NoticesQuery,
  ): Promise<Page<NoticeView>> {
    return this.notices.list(ctx, query);
  }

  @Get('unread')
  @Allow(...ROLES)
  @Returns(200, unreadView)
  unread(@RequestCtx() ctx: Ctx): Promise<UnreadView> {
    return this.notices.unread(ctx);
  }

  @Get('preferences')
  @Allow(...ROLES)
  @Returns(200, preferencesView)
  preferences(@RequestCtx() ctx: Ctx): Promise<PreferencesView> {
    return this.notices.preferences(ctx);
  }

  @Put('preferences')
  @Allow(...ROLES)
  @Returns(200, preferencesView)
  prefer(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: preferencesBody }) body: PreferencesBody,
  ): Promise<PreferencesView> {
    return this.notices.prefer(ctx, body);
  }

  @Post('read')
  @Allow(...ROLES)
  @Returns(204, null)
  readAll(@RequestCtx() ctx: Ctx): Promise<void> {
    return this.notices.readAll(ctx);
  }

  @Post(':id/read')
  @Allow(...ROLES)
  @Returns(204, null)
  read(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<void> {
    return this.notices.read(ctx, id);
  }
}
