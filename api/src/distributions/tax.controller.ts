import { Body, Controller, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import { Returns } from '../platform/returns.js';
import {
  taxFormBody,
  type TaxFormBody,
  taxFormView,
  type TaxFormView,
  withholdingTable,
  type WithholdingTable,
} from './tax.schema.js';
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

  @Post('tax-forms')
  @Allow('compliance')
  @Returns(201, taxFormView)
  form(
    @RequestCtx() ctx: Ctx,
    @Body({ schema: taxFormBody }) body: TaxFormBody,
  ): Promise<TaxFormView> {
    return this.taxes.recordForm(ctx, body);
  }
}
