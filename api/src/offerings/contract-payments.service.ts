import { DELIVERY_OBSTACLE_SENTENCES, deliveryObstacleName } from '@cadastre/contracts';
import { can, subscriptionMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import type { Fact } from '../chain/ledger/fact.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Wallets } from '../wallets/wallets.service.js';
import { BankReceipts } from './bank-receipts.service.js';
import type { LaunchedOffering } from './offering-store.service.js';
import { SubscriptionPayment } from './payment.entity.js';
import type { Finding } from './payment.schema.js';
import { PaymentStore } from './payment-store.service.js';
import { NO_REASON, NOT_SETTLED } from './settlements.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { outstanding } from './subscription-views.service.js';

/** Orders to which a wallet's position in the contract can belong. */
const POSITION = ['awaiting_payment', 'paid', 'approved', 'settling', 'refunding'] as const;

/** Money in the contract: it came, it was delivered, it went back; and what a reorganisation undoes of it. */
@Injectable()
export class ContractPayments {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly wallets: Wallets,
    private readonly payments: PaymentStore,
    private readonly store: SubscriptionStore,
    private readonly receipts: BankReceipts,
  ) {}

  async subscribed(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const wallet = walletOf(fact);
    const amount = intArg(fact.args, 'paid');
    const order = await this.store.ofWallet(offering.id, wallet, POSITION);
    const finding = order ? measure(order, amount) : await this.nobodys(wallet);
    const now = this.clock.now();
    const row = this.db.em.create(SubscriptionPayment, {
      id: this.db.newId(),
      offeringId: offering.id,
      organisationId: offering.organisationId,
      subscriptionId: order?.id ?? null,
      channel: 'stablecoin',
      state: 'confirmed',
      finding,
      amount,
      applied: order && order.state !== 'refunding' ? amount : 0n,
      returned: 0n,
      bankTransactionId: null,
      reference: null,
      payer: null,
      receivedOn: null,
      recordedBy: null,
      approvalId: null,
      walletAddress: toBytes(wallet),
      transactionHash: toBytes(fact.transactionHash),
      logIndex: fact.logIndex,
      refundOperationId: null,
      refundHash: null,
      createdAt: now,
      updatedAt: now,
    });
    await this.payments.insert(ctx, row, 'confirm');
    if (!order || row.applied === 0n) return;
    await this.receipts.credit(ctx, offering, order, amount, fact.blockTime);
  }

  async unsubscribed(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const row = await this.payments.byLog(offering.id, fact.transactionHash, fact.logIndex);
    if (!row) return;
    const { applied, subscriptionId } = row;
    await this.payments.save(ctx, row, 'retract', { state: 'retracted', applied: 0n });
    if (!subscriptionId || applied === 0n) return;
    const order = await this.store.lock(subscriptionId);
    const paid = order.paid - applied;
    if (order.state === 'paid' && paid < order.amount) {
      const unpaid = { paid, paidAt: null, coolingOffUntil: null };
      return this.store.move(ctx, order, 'payment_retracted', unpaid);
    }
    // Further on, what is owed to the chain goes out again, and the payment with it.
    await this.store.save(ctx, order, 'debit', { paid });
  }

  async delivered(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const order = await this.store.ofWallet(offering.id, walletOf(fact), POSITION);
    if (!order || !can(subscriptionMachine, order.state, 'settled')) return;
    const paid = intArg(fact.args, 'paid');
    await this.store.move(ctx, order, 'settled', {
      paid,
      tokens: intArg(fact.args, 'tokens'),
      transactionHash: toBytes(fact.transactionHash),
      blockNumber: BigInt(fact.blockNumber),
      settledAt: fact.blockTime,
      ...NO_REASON,
    });
    // The contract delivers a position whole: with it what came without an order, or was to go back.
    for (const payment of await this.payments.inContract(offering.id, order.walletAddress)) {
      if (payment.returned > 0n || payment.applied === payment.amount) continue;
      const kept = { applied: payment.amount, subscriptionId: order.id };
      await this.payments.save(ctx, payment, 'deliver', kept);
    }
  }

  async undelivered(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const order = await this.store.ofWallet(offering.id, walletOf(fact), ['settled']);
    if (!order?.transactionHash?.equals(toBytes(fact.transactionHash))) return;
    await this.store.move(ctx, order, 'settlement_retracted', NOT_SETTLED);
    // Delivered by nobody of ours: no command of ours will do it again.
    if (!order.operationId) await this.store.move(ctx, order, 'settlement_failed');
  }

  async skipped(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const order = await this.store.ofWallet(offering.id, walletOf(fact), ['settling']);
    if (!order) return;
    const obstacle = deliveryObstacleName(intArg(fact.args, 'obstacle'));
    await this.store.move(ctx, order, 'settlement_failed', {
      reasonCode: obstacle.toLowerCase(),
      reason: DELIVERY_OBSTACLE_SENTENCES[obstacle],
    });
  }

  async unskipped(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const order = await this.store.ofWallet(offering.id, walletOf(fact), ['approved']);
    if (order?.operationId) await this.store.move(ctx, order, 'settle', NO_REASON);
  }

  async refunded(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const wallet = walletOf(fact);
    for (const payment of await this.payments.inContract(offering.id, toBytes(wallet))) {
      const settled = payment.subscriptionId && (await this.store.lock(payment.subscriptionId));
      if (payment.returned > 0n || (settled && settled.state === 'settled')) continue;
      await this.payments.save(ctx, payment, 'refunded', {
        applied: 0n,
        returned: payment.amount,
        refundHash: toBytes(fact.transactionHash),
      });
    }
    const order = await this.store.ofWallet(offering.id, wallet, POSITION);
    if (!order) return;
    if (order.state === 'awaiting_payment') await this.store.move(ctx, order, 'refund');
    await this.store.move(ctx, order, 'refunded', { paid: 0n });
  }

  async unrefunded(ctx: Ctx, offering: LaunchedOffering, fact: Fact): Promise<void> {
    const wallet = toBytes(walletOf(fact));
    const rows = await this.payments.refundedIn(offering.id, wallet, fact.transactionHash);
    for (const payment of rows) {
      await this.payments.save(ctx, payment, 'refund_retracted', {
        returned: 0n,
        refundHash: null,
      });
    }
    const order = await this.store.ofWallet(offering.id, walletOf(fact), ['refunded']);
    if (!order || !rows.some(({ subscriptionId }) => subscriptionId === order.id)) return;
    const paid = rows.reduce((sum, { amount }) => sum + amount, 0n);
    await this.store.move(ctx, order, 'refund_retracted', { paid });
  }

  private async nobodys(wallet: string): Promise<Finding> {
    const known = await this.wallets.byAddresses([wallet]);
    return known.has(wallet.toLowerCase()) ? 'no_order' : 'stranger';
  }
}

const walletOf = (fact: Fact): string => textArg(fact.args, 'wallet');

function measure(order: Subscription, amount: bigint): Finding {
  if (order.state === 'refunding') return 'order_over';
  const due = outstanding(order);
  if (due === 0n || amount > due) return 'over';
  if (amount < due) return 'part';
  return order.paid > 0n ? 'completes' : 'exact';
}
