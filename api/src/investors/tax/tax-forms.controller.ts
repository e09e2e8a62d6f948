import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Allow } from '../../platform/access.js';
import { type Ctx, RequestCtx } from '../../platform/context.js';
import { UuidPipe } from '../../platform/pipes.js';
import { Returns } from '../../platform/returns.js';
import {
  fileTaxFormBody,
  type FileTaxFormBody,
  taxFormDecisionBody,
  type TaxFormDecisionBody,
  taxFormListQuery,
  type TaxFormListQuery,
  taxFormPage,
  taxFormView,
} from './tax-form.schema.js';
import { TaxForms } from './tax-forms.service.js';

@ApiTags('investors')
@Controller('tax-forms')
export class TaxFormsController {
  constructor(private readonly forms: TaxForms) {}

  @Post()
  @Allow('investor')
  @Returns(201, taxFormView)
  file(@RequestCtx() ctx: Ctx, @Body({ schema: fileTaxFormBody }) body: FileTaxFormBody) {
    return this.forms.file(ctx, body);
  }

  @Get()
  @Allow('investor', 'compliance', 'auditor')
  @Returns(200, taxFormPage)
  list(@RequestCtx() ctx: Ctx, @Query({ schema: taxFormListQuery }) query: TaxFormListQuery) {
    return this.forms.list(ctx, query);
  }

  @Get(':id')
  @Allow('investor', 'compliance', 'auditor')
  @Returns(200, taxFormView)
  get(@RequestCtx() ctx: Ctx, @Param('id', UuidPipe) id: string) {
    return this.forms.get(ctx, id);
  }

  @Post(':id/accept')
  @Allow('compliance')
  @Returns(200, taxFormView)
  accept(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: taxFormDecisionBody }) body: TaxFormDecisionBody,
  ) {
    return this.forms.decide(ctx, id, 'accepted', body.reason);
  }

  @Post(':id/reject')
  @Allow('compliance')
  @Returns(200, taxFormView)
  reject(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: taxFormDecisionBody }) body: TaxFormDecisionBody,
  ) {
    return this.forms.decide(ctx, id, 'rejected', body.reason);
  }
}
