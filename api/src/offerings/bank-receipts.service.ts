import { formatDecimal, isCreditorReference, tidyReference } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { Clock, HOUR_MS } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import type { Page } from '../platform/page.js';
import { Conflict, Refused } from '../platform/problem.js';
import { centOf } from './eligibility.service.js';
import type { Offering } from './offering.entity.js';
import { OfferingStore } from './offering-store.service.js';
import { SubscriptionPayment } from './payment.entity.js';
import type {
  Finding,
  PaymentsQuery,
  PaymentView,
  ReceiptAnswer,
  ReceiptBody,
} from './payment.schema.js';
import { paymentView, PaymentStore } from './payment-store.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { outstanding } from './subscription-views.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'subscription.receipt';

/** What a receipt does to an order, base units of payment. */
interface Effect {
  order: Subscription | null;
  finding: Finding;
  applied: bigint;
}

/** Bank transfers: one person records what the bank says, another confirms it, and only then is it money. */
@Injectable()
export class BankReceipts implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly offerings: OfferingStore,
    private readonly payments: PaymentStore,
    private readonly subscriptions: SubscriptionStore,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Confirm that {{payer}} paid {{amount}} with the reference {{reference}}: {{finding}}, {{applied}} to the order {{order}}, {{owed}} owed back.',
          shown,
        ),
      execute: (ctx, approval) => this.confirm(ctx, approval),
      onRejected: async (ctx, { subject }) => {
        const payment = await this.payments.lock(subject.id);
        if (payment.state !== 'recorded') return;
        await this.payments.save(ctx, payment, 'reject', { state: 'rejected' });
      },
    });
  }

  /** Everything that came in for an offering, newest first. @throws NotFound */
  async list(ctx: Ctx, offeringId: string, query: PaymentsQuery): Promise<Page<PaymentView>> {
    const offering = await this.offerings.find(ctx, offeringId);
    return this.payments.list(ctx, offering.id, query);
  }

  /**
   * Writes down a receipt of the issuer's bank and asks for its confirmation.
   * @throws NotFound, Conflict `receipt_known` | `offering_not_launched`, Refused `received_in_the_future`
   */
  async record(ctx: Ctx, offeringId: string, body: ReceiptBody): Promise<ReceiptAnswer> {
    const offering = this.offerings.launched(await this.offerings.lockOwn(ctx, offeringId));
    const now = this.clock.now();
    if (body.receivedOn > now.toISOString().slice(0, 10)) {
      throw new Refused(
        'received_in_the_future',
        `${body.receivedOn} is not yet: correct the date.`,
      );
    }
    const known = await this.payments.byBankTransaction(
      offering.organisationId,
      body.bankTransactionId,
    );
    if (known) {
      throw new Conflict(
        'receipt_known',
        `The bank's transaction ${body.bankTransactionId} is recorded already: it counts once.`,
        { paymentId: known.id },
      );
    }
    const reference = tidyReference(body.reference);
    const amount = BigInt(body.amountCents) * centOf(offering);
    const effect = await this.effectOf(offering, reference, amount);
    const id = this.db.newId();
    const row = this.db.em.create(SubscriptionPayment, {
      id,
      offeringId: offering.id,
      organisationId: offering.organisationId,
      subscriptionId: null,
      channel: 'bank',
      state: 'recorded',
      finding: effect.finding,
      amount,
      applied: 0n,
      returned: 0n,
      bankTransactionId: body.bankTransactionId,
      reference,
      payer: body.payer,
      receivedOn: body.receivedOn,
      recordedBy: actorOf(ctx).userId,
      approvalId: null,
      walletAddress: null,
      transactionHash: null,
      logIndex: null,
      refundOperationId: null,
      refundHash: null,
      createdAt: now,
      updatedAt: now,
    });
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'subscription_payment', id },
      organisationId: offering.organisationId,
      payload: shown(offering, row, effect),
      requiredRole: 'compliance',
      reason: `Bank receipt ${body.bankTransactionId}.`,
    });
    row.approvalId = approval.id;
    await this.payments.insert(ctx, row, 'record');
    return { payment: paymentView(row), approvalId: approval.id };
  }

  /** What was shown is what happens: where another receipt came first, this one is looked at anew. */
  private async confirm(ctx: Ctx, { subject, payload }: Decided): Promise<object> {
    const { offeringId } = await this.payments.lock(subject.id);
    const offering = await this.offerings.lock(offeringId);
    const row = await this.payments.lock(subject.id);
    const effect = await this.effectOf(offering, row.reference ?? '', row.amount);
    const now = shown(offering, row, effect);
    if (Object.entries(now).some(([key, value]) => payload[key] !== value)) {
      throw new Conflict(
        'receipt_effect_changed',
        `The receipt would now be "${effect.finding}" (${now.applied} to the order), not what was shown: ` +
          'reject it and record it anew.',
      );
    }
    const { order, finding, applied } = effect;
    await this.payments.save(ctx, row, 'confirm', {
      state: 'confirmed',
      finding,
      applied,
      subscriptionId: order?.id ?? null,
    });
    if (order && applied > 0n) await this.credit(ctx, offering, order, applied);
    return {};
  }

  /** Money that counts for an order. The cooling-off begins when all of it is there. */
  async credit(
    ctx: Ctx,
    offering: Offering,
    order: Subscription,
    amount: bigint,
    at = this.clock.now(),
  ): Promise<void> {
    const paid = order.paid + amount;
    if (order.state !== 'awaiting_payment' || paid < order.amount) {
      return this.subscriptions.save(ctx, order, 'credit', { paid });
    }
    const { coolingOffHours } = offering.terms;
    await this.subscriptions.move(ctx, order, 'pay', {
      paid,
      paidAt: at,
      coolingOffUntil:
        coolingOffHours > 0 ? new Date(at.getTime() + coolingOffHours * HOUR_MS) : null,
    });
  }

  private async effectOf(offering: Offering, reference: string, amount: bigint): Promise<Effect> {
    const order = isCreditorReference(reference)
      ? await this.subscriptions.byReference(offering.id, reference)
      : null;
    if (!order) return { order, finding: 'unknown_reference', applied: 0n };
    if (['paid', 'approved', 'settling', 'settled'].includes(order.state)) {
      return { order, finding: 'repeated', applied: 0n };
    }
    if (order.state !== 'awaiting_payment') return { order, finding: 'order_over', applied: 0n };
    return { order, ...measure(order, amount) };
  }
}

/** A payment beside what is due: what it is, and how much of it the order keeps. */
function measure(order: Subscription, amount: bigint): { finding: Finding; applied: bigint } {
  const due = outstanding(order);
  if (amount > due) return { finding: 'over', applied: due };
  if (amount < due) return { finding: 'part', applied: amount };
  return { finding: order.paid > 0n ? 'completes' : 'exact', applied: amount };
}

function shown(offering: Offering, row: SubscriptionPayment, { order, finding, applied }: Effect) {
  const text = (units: bigint) => formatDecimal(units, offering.paymentDecimals);
  return {
    offeringId: offering.id,
    paymentId: row.id,
    payer: row.payer,
    reference: row.reference,
    bankTransactionId: row.bankTransactionId,
    receivedOn: row.receivedOn,
    amount: text(row.amount),
    finding,
    order: order?.id ?? 'none',
    due: order ? text(outstanding(order)) : null,
    applied: text(applied),
    owed: text(row.amount - applied),
  };
}
