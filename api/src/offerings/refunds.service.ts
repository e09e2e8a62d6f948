import { can, subscriptionMachine } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { OfferingChain } from './offering-chain.service.js';
import { encodeRefund } from './offering.contract.js';
import type { LaunchedOffering } from './offering-store.service.js';
import { owed, PaymentStore } from './payment-store.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionStore } from './subscription-store.service.js';

const KIND = 'offering.refund';

/** Orders that end without tokens, and their money's way back. */
@Injectable()
export class Refunds implements OnModuleInit {
  constructor(
    private readonly outbox: Outbox,
    private readonly chain: OfferingChain,
    private readonly payments: PaymentStore,
    private readonly store: SubscriptionStore,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(KIND, { rejected: failed, reverted: failed });
  }

  /** Ends an order that waits: at once where nothing came in, else its money goes back. @throws IllegalTransition */
  async end(ctx: Ctx, row: Subscription, code: string, sentence: string): Promise<void> {
    if (row.state === 'awaiting_payment' && row.paid > 0n) {
      return this.begin(ctx, row, code, sentence);
    }
    await this.store.move(ctx, row, 'cancel', { reasonCode: code, reason: sentence });
  }

  /**
   * From here on the order's money is owed to whoever paid. From the bank it goes back by transfer, four eyes; from the
   * contract as soon as that lets it go.
   */
  async begin(ctx: Ctx, row: Subscription, code: string, sentence: string): Promise<void> {
    await this.store.move(ctx, row, 'refund', { reasonCode: code, reason: sentence });
    for (const payment of await this.payments.ofOrder(row.id)) {
      await this.payments.save(ctx, payment, 'release', { applied: 0n });
    }
    await this.finish(ctx, row);
  }

  /** Whether all of an order's money is back; then it is refunded. */
  async finish(ctx: Ctx, row: Subscription): Promise<void> {
    const left = (await this.payments.ofOrder(row.id)).some((payment) => owed(payment) > 0n);
    if (left || !can(subscriptionMachine, row.state, 'refunded')) return;
    await this.store.move(ctx, row, 'refunded', { paid: 0n });
  }

  /** Asks the contract for what it owes and lets go now; each wallet once at a time. */
  async collectDue(ctx: Ctx, offering: LaunchedOffering): Promise<void> {
    const sale = toAddress(offering.address);
    for (const wallet of await this.payments.owedByContract(offering.id)) {
      if (!(await this.chain.isRefundable(sale, toAddress(wallet)))) continue;
      const { operationId } = await this.outbox.enqueue({
        ctx,
        kind: KIND,
        signer: 'issuance',
        to: sale,
        data: encodeRefund(toAddress(wallet)),
        subject: { type: 'offering', id: offering.id },
        organisationId: offering.organisationId,
      });
      for (const payment of await this.payments.inContract(offering.id, wallet)) {
        if (payment.returned === payment.amount) continue;
        await this.payments.save(ctx, payment, 'refund', { refundOperationId: operationId });
      }
    }
  }

  /** The next look tries again. */
  private async failed(command: CommandOutcome): Promise<void> {
    const ctx = systemCtx(`operation-${command.operationId}`);
    for (const payment of await this.payments.byRefundOperation(command.operationId)) {
      if (payment.refundHash) continue;
      await this.payments.save(ctx, payment, 'refund_failed', { refundOperationId: null });
    }
  }
}
