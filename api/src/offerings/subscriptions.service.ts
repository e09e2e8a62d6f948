import { next, subscriptionMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import type { Page } from '../platform/page.js';
import { Conflict, Refused } from '../platform/problem.js';
import { Eligibility } from './eligibility.service.js';
import { OfferingStore } from './offering-store.service.js';
import { Refunds } from './refunds.service.js';
import { Subscription } from './subscription.entity.js';
import type { SubscribeBody, SubscriptionsQuery, SubscriptionView } from './subscription.schema.js';
import { SubscriptionStore } from './subscription-store.service.js';
import { SubscriptionViews } from './subscription-views.service.js';

/** States in which a wallet's position in the contract belongs to an order. */
const HOLDS_POSITION = [
  'eligible',
  'awaiting_payment',
  'paid',
  'approved',
  'settling',
  'refunding',
] as const;

/** An investor's orders: made, looked at, taken back. */
@Injectable()
export class Subscriptions {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly offerings: OfferingStore,
    private readonly store: SubscriptionStore,
    private readonly views: SubscriptionViews,
    private readonly eligibility: Eligibility,
    private readonly refunds: Refunds,
  ) {}

  list(ctx: Ctx, query: SubscriptionsQuery): Promise<Page<SubscriptionView>> {
    return this.store.list(ctx, query);
  }

  /** The order book of one offering. @throws NotFound */
  async book(
    ctx: Ctx,
    offeringId: string,
    query: SubscriptionsQuery,
  ): Promise<Page<SubscriptionView>> {
    const offering = await this.offerings.find(ctx, offeringId);
    return this.store.list(ctx, query, offering.id);
  }

  async get(ctx: Ctx, id: string): Promise<SubscriptionView> {
    return this.views.one(ctx, await this.store.find(ctx, id));
  }

  /**
   * Makes an order; orders of one offering are taken one after the other.
   * @throws Refused with the first obstacle's code, all of them beside it; Conflict `order_open`
   */
  async place(ctx: Ctx, offeringId: string, body: SubscribeBody): Promise<SubscriptionView> {
    const offering = await this.offerings.lockVisible(ctx, offeringId);
    const { obstacles, wallet } = await this.eligibility.judge(ctx, offering, body);
    const [first] = obstacles;
    if (first) throw Refused.by(first, { obstacles });
    if (body.channel === 'stablecoin') await this.requireFree(offering.id, wallet.address);
    const eligible = next(subscriptionMachine, subscriptionMachine.initial, 'find_eligible');
    const booked = offering.terms.bookClosesAt !== null;
    const amount = BigInt(body.amountBaseUnits);
    const now = this.clock.now();
    const row = this.db.em.create(Subscription, {
      id: this.db.newId(),
      offeringId: offering.id,
      organisationId: wallet.organisationId,
      walletId: wallet.id,
      walletAddress: toBytes(wallet.address),
      channel: body.channel,
      state: booked ? eligible : next(subscriptionMachine, eligible, 'accept'),
      reference: await this.store.nextReference(),
      ordered: amount,
      amount,
      paid: 0n,
      minTokens: BigInt(body.minTokensBaseUnits),
      paidAt: null,
      coolingOffUntil: null,
      tokens: null,
      supplyOrderId: null,
      operationId: null,
      transactionHash: null,
      blockNumber: null,
      settledAt: null,
      reasonCode: null,
      reason: null,
      orderedBy: actorOf(ctx).userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, row);
    return this.views.one(ctx, row);
  }

  /** Takes back an order that is not fully paid; what came in goes back. @throws IllegalTransition */
  async cancel(ctx: Ctx, id: string): Promise<SubscriptionView> {
    const row = await this.lockOwn(ctx, id);
    await this.refunds.end(ctx, row, 'cancelled_by_investor', 'The investor cancelled the order.');
    return this.views.one(ctx, row);
  }

  /**
   * Withdraws from a paid order within its cooling-off; the money goes back.
   * @throws Refused `cooling_off_over`, Conflict `order_not_paid`
   */
  async withdraw(ctx: Ctx, id: string): Promise<SubscriptionView> {
    const row = await this.lockOwn(ctx, id);
    if (row.state !== 'paid') {
      throw new Conflict(
        'order_not_paid',
        `The order is ${row.state}: only one that is paid and not yet settled can be withdrawn.`,
      );
    }
    if (!row.coolingOffUntil || row.coolingOffUntil <= this.clock.now()) {
      const until = row.coolingOffUntil?.toISOString();
      throw new Refused(
        'cooling_off_over',
        until ? `The cooling-off ended at ${until}.` : 'This offering has no cooling-off.',
      );
    }
    await this.refunds.begin(
      ctx,
      row,
      'withdrawn',
      'The investor withdrew within the cooling-off.',
    );
    return this.views.one(ctx, row);
  }

  private async lockOwn(ctx: Ctx, id: string): Promise<Subscription> {
    const { offeringId } = await this.store.find(ctx, id);
    await this.offerings.lock(offeringId);
    return this.store.lock(id);
  }

  private async requireFree(offeringId: string, wallet: string): Promise<void> {
    const open = await this.store.ofWallet(offeringId, wallet, HOLDS_POSITION);
    if (!open) return;
    throw new Conflict(
      'order_open',
      `The wallet has the order ${open.reference} here, which is ${open.state}: ` +
        'pay or cancel it first, or order with another wallet.',
    );
  }
}
