import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { Allow, Idempotent } from '../platform/access.js';
import { type Ctx, RequestCtx } from '../platform/context.js';
import type { Page } from '../platform/page.js';
import { UuidPipe } from '../platform/pipes.js';
import { Returns } from '../platform/returns.js';
import { BankReceipts } from './bank-receipts.service.js';
import { BankReturns } from './bank-returns.service.js';
import {
  paymentPage,
  paymentsQuery,
  type PaymentsQuery,
  type PaymentView,
  receiptAnswer,
  type ReceiptAnswer,
  receiptBody,
  type ReceiptBody,
  returnBody,
  type ReturnBody,
  returnView,
  type ReturnView,
} from './payment.schema.js';

@Controller()
export class PaymentsController {
  constructor(
    private readonly receipts: BankReceipts,
    private readonly returns: BankReturns,
  ) {}

  @Get('offerings/:id/payments')
  @Allow('issuer', 'compliance', 'auditor')
  @Returns(200, paymentPage)
  list(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Query({ schema: paymentsQuery }) query: PaymentsQuery,
  ): Promise<Page<PaymentView>> {
    return this.receipts.list(ctx, id, query);
  }

  @Post('offerings/:id/receipts')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, receiptAnswer)
  receipt(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: receiptBody }) body: ReceiptBody,
  ): Promise<ReceiptAnswer> {
    return this.receipts.record(ctx, id, body);
  }

  @Post('subscription-payments/:id/returns')
  @Allow('issuer')
  @Idempotent()
  @Returns(202, returnView)
  giveBack(
    @RequestCtx() ctx: Ctx,
    @Param('id', UuidPipe) id: string,
    @Body({ schema: returnBody }) body: ReturnBody,
  ): Promise<ReturnView> {
    return this.returns.record(ctx, id, body);
  }
}
