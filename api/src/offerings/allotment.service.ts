import { allotProRata } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Refused } from '../platform/problem.js';
import { capOf, centOf } from './eligibility.service.js';
import type { Offering } from './offering.entity.js';
import { type AllotmentView, channel } from './offering.schema.js';
import { OfferingStore } from './offering-store.service.js';
import type { Subscription } from './subscription.entity.js';
import { SubscriptionStore } from './subscription-store.service.js';

interface Divided {
  parts: { order: Subscription; amount: bigint }[];
  unallotted: bigint;
}

/** A book of orders divided, where the terms say so: each channel's part of the cap pro rata, in whole cents. */
@Injectable()
export class Allotments {
  constructor(
    private readonly clock: Clock,
    private readonly offerings: OfferingStore,
    private readonly store: SubscriptionStore,
  ) {}

  /** How the book would be divided now. @throws NotFound, Refused `no_book` */
  async preview(ctx: Ctx, offeringId: string): Promise<AllotmentView> {
    const offering = await this.offerings.find(ctx, offeringId);
    if (offering.terms.bookClosesAt === null) {
      throw new Refused('no_book', 'In this offering who orders first is served first.');
    }
    const { parts, unallotted } = await this.divide(offering);
    return {
      parts: parts.map(({ order, amount }) => ({
        subscriptionId: order.id,
        channel: order.channel,
        ordered: order.ordered.toString(),
        amount: amount.toString(),
      })),
      unallotted: unallotted.toString(),
      final: false,
    };
  }

  /** Divides the book for good; who gets nothing is told. The caller has locked the offering. */
  async allot(ctx: Ctx, offering: Offering): Promise<void> {
    const { parts, unallotted } = await this.divide(offering);
    for (const { order, amount } of parts) {
      if (amount > 0n) await this.store.move(ctx, order, 'accept', { amount });
      else await this.store.move(ctx, order, 'reject', { amount, ...NOTHING });
    }
    Object.assign(offering, { allottedAt: this.clock.now(), unallotted });
    const data = { orders: parts.length, unallotted: unallotted.toString() };
    await this.offerings.save(ctx, offering, 'offering.allot', data);
  }

  private async divide(offering: Offering): Promise<Divided> {
    const book = await this.store.inStates(offering.id, ['eligible']);
    const result: Divided = { parts: [], unallotted: 0n };
    for (const one of channel.options) {
      const orders = book.filter((order) => order.channel === one);
      const demands = orders.map(({ id, ordered }) => ({ id, amount: ordered }));
      const { parts, unallotted } = allotProRata(capOf(offering, one), demands, centOf(offering));
      result.unallotted += unallotted;
      for (const order of orders) result.parts.push({ order, amount: parts.get(order.id) ?? 0n });
    }
    return result;
  }
}

const NOTHING = {
  reasonCode: 'nothing_allotted',
  reason: 'So much was ordered that this order’s share is less than a cent.',
};
