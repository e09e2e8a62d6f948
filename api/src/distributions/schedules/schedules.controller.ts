import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Assets } from '../../assets/assets.service.js';
import { Allow, Idempotent } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import type { Page } from '../../platform/page.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import {
  changeBody,
  type ChangeBody,
  scheduleBody,
  type ScheduleBody,
  schedulePage,
  schedulesQuery,
  type SchedulesQuery,
  scheduleView,
  type ScheduleView,
  sheetBody,
  type SheetBody,
  sheetView,
  type SheetView,
} from './schedule.schema.js';
import { ScheduleStore } from './schedule-store.js';
import { DistributionSchedules } from './schedules.service.js';

@ApiTags('distributions')
@Controller()
export class SchedulesController {
  constructor(
    private readonly assets: Assets,
    private readonly schedules: DistributionSchedules,
    private readonly store: ScheduleStore,
  ) {}

  @Post('assets/:id/distribution-schedules')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, scheduleView)
  create(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: scheduleBody }) body: ScheduleBody,
  ): Promise<ScheduleView> {
    return this.schedules.create(ctx, id, body);
  }

  @Get('assets/:id/distribution-schedules')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, schedulePage)
  async list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: schedulesQuery }) query: SchedulesQuery,
  ): Promise<Page<ScheduleView>> {
    return this.store.list(ctx, (await this.assets.require(ctx, id)).id, query);
  }

  @Get('distribution-schedules/:id')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, scheduleView)
  async get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string): Promise<ScheduleView> {
    return this.store.view(await this.store.find(ctx, id));
  }

  @Post('distribution-schedules/:id/change')
  @HttpCode(202)
  @Allow('issuer')
  @Idempotent()
  @Returns(202, scheduleView)
  change(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: changeBody }) body: ChangeBody,
  ): Promise<ScheduleView> {
    return this.schedules.change(ctx, id, body);
  }

  @Put('distribution-schedules/:id/occurrences/:number/sheet')
  @Allow('issuer')
  @Returns(200, sheetView)
  giveSheet(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Param('number') number: string,
    @Body({ schema: sheetBody }) body: SheetBody,
  ): Promise<SheetView> {
    return this.schedules.giveSheet(ctx, id, Number(number), body);
  }
}
