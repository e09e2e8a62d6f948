import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { lifeOf, Orders, settle, unsettle } from '../approvals/orders.js';
import { Audit } from '../audit/audit.service.js';
import type { OwnedKind } from '../audit/owned-store.js';
import { toAddress } from '../chain/bytes.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict } from '../platform/problem.js';
import { QueueStore } from './queue-store.service.js';
import { RedemptionOrder, type RedemptionQueueRow } from './redemption.entity.js';
import type { OrderKind, OrderView } from './redemption.schema.js';

/** What an order fixes when it is asked for; what its kind has no use for is left out. */
export type Figures = Partial<
  Pick<
    RedemptionOrder,
    'epoch' | 'shares' | 'fill' | 'deferred' | 'navRound' | 'nav' | 'amount' | 'feeBps' | 'account'
  >
>;

const text = (value: bigint | null): string | null => value?.toString() ?? null;

const KIND: OwnedKind<RedemptionOrder> = {
  entity: RedemptionOrder,
  subject: 'redemption_order',
  noun: 'redemption order',
  facts: (order) => ({
    queueId: order.queueId,
    epoch: order.epoch ?? null,
    navRound: text(order.navRound),
    nav: text(order.nav),
    shares: text(order.shares),
    fill: text(order.fill),
    deferred: text(order.deferred),
    amount: text(order.amount),
    settledAmount: text(order.settledAmount),
    operationId: order.operationId ?? null,
    failureCode: order.failureCode ?? null,
  }),
};

/** The treasurer's orders. */
@Injectable()
export class RedemptionOrders extends Orders<RedemptionOrder> {
  constructor(
    db: Database,
    clock: Clock,
    audit: Audit,
    private readonly queues: QueueStore,
  ) {
    super(db, clock, audit, KIND);
  }

  async list(ctx: Ctx, queueId: string, query: PageQuery): Promise<Page<OrderView>> {
    const { id } = await this.queues.find(ctx, queueId);
    return page(this.db.em, RedemptionOrder, query, { queueId: id }, (rows) => rows.map(orderView));
  }

  /** The queue's row is locked by then. */
  underWay(queue: RedemptionQueueRow, kind: OrderKind): Promise<RedemptionOrder | null> {
    return this.db.em.findOneBy(RedemptionOrder, {
      queueId: queue.id,
      kind,
      state: In(['requested', 'approved']),
    });
  }

  /** The queue's row is locked by then. @throws Conflict `order_under_way` while one of the kind is */
  async refuseTwo(queue: RedemptionQueueRow, kind: OrderKind): Promise<void> {
    const other = await this.underWay(queue, kind);
    if (!other) return;
    throw new Conflict(
      'order_under_way',
      `Another ${kind} of this queue is ${other.state} already: let it end first.`,
      { orderId: other.id },
    );
  }

  /** Writes an order that nobody has decided yet. */
  async place(
    ctx: Ctx,
    queue: RedemptionQueueRow,
    order: { id: string; kind: OrderKind; approvalId: string | null; reason: string },
    figures: Figures,
  ): Promise<RedemptionOrder> {
    const now = this.clock.now();
    const asked = this.db.em.create(RedemptionOrder, {
      ...order,
      ...figures,
      queueId: queue.id,
      organisationId: queue.organisationId,
      state: 'requested',
      requestedBy: ctx.actor?.userId ?? null,
      createdAt: now,
      updatedAt: now,
    });
    await this.insert(ctx, asked, 'request');
    return this.lock(order.id);
  }

  /** Told by the ledger: the order's own command did it, with this amount. */
  async settled(fact: Fact, amount: bigint | null): Promise<void> {
    const order = await this.ofCommand(fact);
    if (!order) return;
    settle(order, fact);
    order.settledAmount = amount;
    await this.save(ctxOf(fact), order, order.amount === amount ? 'settle' : 'settle_otherwise');
  }

  /** Told by the ledger: the block that held it is gone. */
  async unsettled(fact: Fact): Promise<void> {
    const order = await this.ofCommand(fact);
    if (order?.state !== 'settled') return;
    unsettle(order);
    order.settledAmount = null;
    await this.save(ctxOf(fact), order, 'retract');
  }

  protected override prefix(order: RedemptionOrder): string {
    return `redemption_${order.kind}`;
  }
}

export const orderView = (order: RedemptionOrder): OrderView => ({
  id: order.id,
  queueId: order.queueId,
  kind: order.kind,
  epoch: order.epoch,
  shares: text(order.shares),
  fill: text(order.fill),
  deferredShares: text(order.deferred),
  navRound: text(order.navRound),
  nav: text(order.nav),
  amount: text(order.amount),
  feeBps: order.feeBps,
  account: order.account && toAddress(order.account),
  settledAmount: text(order.settledAmount),
  ...lifeOf(order),
});
