import { formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { In } from 'typeorm';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Refused } from '../platform/problem.js';
import { centOf } from './eligibility.service.js';
import { OfferingStore } from './offering-store.service.js';
import { PaymentReturn, type SubscriptionPayment } from './payment.entity.js';
import type { ReturnBody, ReturnView } from './payment.schema.js';
import { owed, PaymentStore } from './payment-store.service.js';
import { Refunds } from './refunds.service.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'subscription.return';

/** Bank money on its way back: one person records the transfer, another confirms it. */
@Injectable()
export class BankReturns implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly offerings: OfferingStore,
    private readonly payments: PaymentStore,
    private readonly subscriptions: SubscriptionStore,
    private readonly refunds: Refunds,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Confirm that {{amount}} went back to {{payer}} by the transfer {{bankTransactionId}} of {{sentOn}}.',
          shown,
        ),
      execute: (ctx, approval) => this.confirm(ctx, approval),
      onRejected: async (_, { subject }) => {
        await this.set(await this.lock(subject.id), 'rejected');
      },
    });
  }

  /**
   * Writes down a transfer back to whoever paid too much, or for nothing.
   * @throws NotFound, Refused `return_on_chain` | `return_beyond_owed`, Conflict `return_known`
   */
  async record(ctx: Ctx, paymentId: string, body: ReturnBody): Promise<ReturnView> {
    const { offeringId } = await this.payments.find(ctx, paymentId);
    const offering = await this.offerings.lockOwn(ctx, offeringId);
    const payment = await this.payments.lock(paymentId);
    const amount = BigInt(body.amountCents) * centOf(offering);
    await this.requireOwed(payment, amount, offering.paymentDecimals);
    const { bankTransactionId, sentOn } = body;
    const known = await this.db.em.findOneBy(PaymentReturn, {
      organisationId: offering.organisationId,
      bankTransactionId,
      state: In(['recorded', 'confirmed']),
    });
    if (known) {
      throw new Conflict(
        'return_known',
        `The bank's transaction ${bankTransactionId} is recorded already: it counts once.`,
      );
    }
    const id = this.db.newId();
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'payment_return', id },
      organisationId: offering.organisationId,
      payload: {
        paymentId,
        payer: payment.payer,
        amount: formatDecimal(amount, offering.paymentDecimals),
        bankTransactionId,
        sentOn,
      },
      requiredRole: 'compliance',
      reason: `Bank transfer ${bankTransactionId} back to the payer.`,
    });
    const now = this.clock.now();
    const row = this.db.em.create(PaymentReturn, {
      id,
      paymentId,
      organisationId: offering.organisationId,
      state: 'recorded',
      amount,
      bankTransactionId,
      sentOn,
      recordedBy: actorOf(ctx).userId,
      approvalId: approval.id,
      createdAt: now,
      updatedAt: now,
    });
    await this.db.em.insert(PaymentReturn, row);
    return {
      id,
      paymentId,
      state: row.state,
      amount: amount.toString(),
      bankTransactionId,
      sentOn,
      approvalId: approval.id,
    };
  }

  private async confirm(ctx: Ctx, { subject }: Decided): Promise<object> {
    const row = await this.lock(subject.id);
    const { offeringId } = await this.payments.lock(row.paymentId);
    const offering = await this.offerings.lock(offeringId);
    const payment = await this.payments.lock(row.paymentId);
    await this.set(row, 'confirmed');
    if (owed(payment) < row.amount) throw beyond(owed(payment), offering.paymentDecimals);
    await this.payments.save(ctx, payment, 'return', { returned: payment.returned + row.amount });
    if (payment.subscriptionId) {
      const order = await this.subscriptions.lock(payment.subscriptionId);
      if (order.state === 'refunding') await this.refunds.finish(ctx, order);
    }
    return {};
  }

  private async requireOwed(payment: SubscriptionPayment, amount: bigint, decimals: number) {
    if (payment.channel !== 'bank') {
      throw new Refused(
        'return_on_chain',
        'The contract gives this money back itself, to its wallet.',
      );
    }
    const [under] = await this.db.sql<{ way: string }>(
      `SELECT coalesce(sum(amount), 0) AS way FROM api.payment_return
       WHERE payment_id = $1 AND state = 'recorded'`,
      [payment.id],
    );
    const left = payment.state === 'confirmed' ? owed(payment) - BigInt(under?.way ?? 0) : 0n;
    if (amount > left) throw beyond(left, decimals);
  }

  private async lock(id: string): Promise<PaymentReturn> {
    return this.db.em.findOneOrFail(PaymentReturn, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async set(row: PaymentReturn, state: PaymentReturn['state']): Promise<void> {
    Object.assign(row, { state, updatedAt: this.clock.now() });
    await this.db.em.save(PaymentReturn, row);
  }
}

const beyond = (left: bigint, decimals: number): Refused =>
  new Refused(
    'return_beyond_owed',
    `Of this payment ${formatDecimal(left, decimals)} can be given back, no more: correct the amount.`,
  );
