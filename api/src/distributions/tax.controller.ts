import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { Returns } from '../platform/returns.js';
import { withholdingTable, type WithholdingTable } from './tax.schema.js';
import { Taxes } from './tax.service.js';

@ApiTags('distributions')
@Controller()
export class TaxController {
  constructor(private readonly taxes: Taxes) {}

  @Get('withholding-table')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, withholdingTable)
  table(): Promise<WithholdingTable> {
    return this.taxes.table();
  }

  @Put('withholding-table')
  @Allow('compliance')
  @Returns(200, withholdingTable)
  replace(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: withholdingTable }) body: WithholdingTable,
  ): Promise<WithholdingTable> {
    return this.taxes.replace(ctx, body);
  }
}
