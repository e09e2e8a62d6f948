import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Evidence } from '../../audit/evidence.js';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import { periodQuery, type PeriodQuery } from '../statements/statement.schema.js';
import { rollForwardView, type RollForwardView } from './supply.schema.js';
import { SupplyRollForward } from './supply-roll-forward.service.js';

@ApiTags('reports')
@Controller('tokens/:id/supply')
export class SupplyRollForwardController {
  constructor(private readonly supply: SupplyRollForward) {}

  @Get('roll-forward')
  @Allow('issuer', 'compliance', 'auditor')
  @Evidence('token')
  @Returns(200, rollForwardView)
  between(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: periodQuery }) query: PeriodQuery,
  ): Promise<RollForwardView> {
    return this.supply.between(ctx, id, query);
  }
}
