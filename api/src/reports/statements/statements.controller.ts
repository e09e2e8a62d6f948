import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiParam, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { Returns } from '../../platform/returns.js';
import { download } from '../file.js';
import {
  periodQuery,
  type PeriodQuery,
  statementQuery,
  type StatementQuery,
} from './statement.schema.js';
import { Statements } from './statements.service.js';

/** Papers of one investor: its own, for staff anybody's, for an issuer as far as its assets go. */
@ApiTags('reports')
@ApiParam({ name: 'reference', example: 'INV-000001', description: 'of the investor' })
@Controller('investors/:reference')
export class StatementsController {
  constructor(private readonly statements: Statements) {}

  @Get('statement')
  @Allow('investor', 'issuer', 'compliance', 'auditor')
  @ApiProduces('application/pdf', 'text/csv')
  @Returns(200, null, 'opening and closing positions at NAV, movements, income, tax, fees')
  async statement(
    @RequestCtx() ctx: Ctx,
    @Param('reference') reference: string,
    @Query({ schema: statementQuery }) query: StatementQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return download(response, await this.statements.statement(ctx, reference, query));
  }

  @Get('tax-lots')
  @Allow('investor', 'issuer', 'compliance', 'auditor')
  @ApiProduces('text/csv')
  @Returns(200, null, 'FIFO: open lots, disposals with cost and proceeds, income')
  async taxLots(
    @RequestCtx() ctx: Ctx,
    @Param('reference') reference: string,
    @Query({ schema: periodQuery }) query: PeriodQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return download(response, await this.statements.taxLots(ctx, reference, query));
  }

  @Get('transactions')
  @Allow('investor', 'issuer', 'compliance', 'auditor')
  @ApiProduces('text/csv')
  @Returns(200, null, 'columns named by elements of semt.017 and camt.053')
  async transactions(
    @RequestCtx() ctx: Ctx,
    @Param('reference') reference: string,
    @Query({ schema: periodQuery }) query: PeriodQuery,
    @Res({ passthrough: true }) response: Response,
  ) {
    return download(response, await this.statements.transactions(ctx, reference, query));
  }
}
