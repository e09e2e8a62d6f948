import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { Fact } from '../chain/ledger/fact.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { QueueStore } from './queue-store.service.js';
import { RedemptionOrder, type RedemptionQueueRow } from './redemption.entity.js';
import type { OrderKind, OrderView } from './redemption.schema.js';

/** What an order fixes when it is asked for; what its kind has no use for is left out. */
export type Figures = Partial<
  Pick<RedemptionOrder, 'epoch' | 'shares' | 'navRound' | 'nav' | 'amount' | 'feeBps' | 'account'>
>;

/** Rows of the treasurer's orders, from request to the ledger's last word. */
@Injectable()
export class OrderStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly queues: QueueStore,
  ) {}

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

  async insert(
    ctx: Ctx,
    queue: RedemptionQueueRow,
    order: { id: string; kind: OrderKind; approvalId: string | null; reason: string },
    figures: Figures,
  ): Promise<RedemptionOrder> {
    const now = this.clock.now();
    await this.db.em.insert(RedemptionOrder, {
      ...order,
      ...figures,
      queueId: queue.id,
      organisationId: queue.organisationId,
      state: 'requested',
      requestedBy: ctx.actor?.userId ?? null,
      createdAt: now,
      updatedAt: now,
    });
    const row = await this.lock(order.id);
    await this.record(ctx, row, 'request');
    return row;
  }

  /** @throws NotFound, Conflict `order_not_requested` */
  async lockRequested(id: string): Promise<RedemptionOrder> {
    const order = await this.lock(id);
    if (order.state === 'requested') return order;
    throw new Conflict('order_not_requested', `The order is ${order.state} already.`);
  }

  /** One that is on its way, as it stands. @throws NotFound */
  async find(id: string): Promise<RedemptionOrder> {
    const order = await this.db.em.findOneBy(RedemptionOrder, { id });
    if (!order) throw new NotFound('redemption order');
    return order;
  }

  async sent(ctx: Ctx, order: RedemptionOrder, operationId: string): Promise<void> {
    order.state = 'approved';
    order.operationId = operationId;
    await this.save(ctx, order, 'approve');
  }

  /** Nobody approved it. */
  async dropped(ctx: Ctx, id: string, code: string, why: string): Promise<void> {
    const order = await this.lock(id);
    if (order.state !== 'requested') return;
    Object.assign(order, { state: 'rejected', failureCode: code, failure: why });
    await this.save(ctx, order, 'reject');
  }

  /** The chain refused it. What the ledger has settled stays settled. */
  async failed(command: CommandOutcome): Promise<void> {
    const order = await this.lock(command.subject.id);
    if (order.state !== 'approved') return;
    order.state = 'failed';
    order.failureCode = command.reason?.code ?? null;
    order.failure = command.reason?.sentence ?? null;
    await this.save(systemCtx(`operation-${command.operationId}`), order, 'fail');
  }

  /** Told by the ledger: the order's own command did it, with this amount. */
  async settle(fact: Fact, amount: bigint | null): Promise<void> {
    const order = await this.byCommand(fact);
    if (!order) return;
    order.state = 'settled';
    order.transactionHash = toBytes(fact.transactionHash);
    order.blockNumber = BigInt(fact.blockNumber);
    order.settledAt = fact.blockTime;
    order.settledAmount = amount;
    Object.assign(order, { failureCode: null, failure: null });
    await this.save(ctxOf(fact), order, order.amount === amount ? 'settle' : 'settle_otherwise');
  }

  /** Told by the ledger: the block that held it is gone. */
  async unsettle(fact: Fact): Promise<void> {
    const order = await this.byCommand(fact);
    if (order?.state !== 'settled') return;
    Object.assign(order, {
      state: 'approved',
      transactionHash: null,
      blockNumber: null,
      settledAt: null,
      settledAmount: null,
    });
    await this.save(ctxOf(fact), order, 'retract');
  }

  private async byCommand(fact: Fact): Promise<RedemptionOrder | null> {
    if (!fact.commandId) return null;
    return this.db.em.findOne(RedemptionOrder, {
      where: { operationId: fact.commandId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async lock(id: string): Promise<RedemptionOrder> {
    const lock = { mode: 'pessimistic_write' } as const;
    const order = await this.db.em.findOne(RedemptionOrder, { where: { id }, lock });
    if (!order) throw new NotFound('redemption order');
    return order;
  }

  private async save(ctx: Ctx, order: RedemptionOrder, verb: string): Promise<void> {
    order.updatedAt = this.clock.now();
    await this.db.em.save(order);
    await this.record(ctx, order, verb);
  }

  private record(ctx: Ctx, order: RedemptionOrder, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `redemption_${order.kind}.${verb}`,
      subject: { type: 'redemption_order', id: order.id },
      organisationId: order.organisationId,
      data: {
        queueId: order.queueId,
        state: order.state,
        epoch: order.epoch,
        navRound: text(order.navRound),
        nav: text(order.nav),
        shares: text(order.shares),
        amount: text(order.amount),
        settledAmount: text(order.settledAmount),
        operationId: order.operationId,
        failureCode: order.failureCode,
      },
    });
  }
}

const ctxOf = (fact: Fact): Ctx => systemCtx(fact.commandId ?? `fact-${fact.transactionHash}`);

const text = (value: bigint | null | undefined): string | null => value?.toString() ?? null;

export const orderView = (order: RedemptionOrder): OrderView => ({
  id: order.id,
  queueId: order.queueId,
  kind: order.kind,
  state: order.state,
  epoch: order.epoch,
  shares: text(order.shares),
  navRound: text(order.navRound),
  nav: text(order.nav),
  amount: text(order.amount),
  feeBps: order.feeBps,
  account: order.account && toAddress(order.account),
  reason: order.reason,
  approvalId: order.approvalId,
  operationId: order.operationId,
  transactionHash: order.transactionHash && toHex(order.transactionHash),
  blockNumber: order.blockNumber === null ? null : Number(order.blockNumber),
  settledAt: order.settledAt?.toISOString() ?? null,
  settledAmount: text(order.settledAmount),
  failureCode: order.failureCode,
  failure: order.failure,
  createdAt: order.createdAt.toISOString(),
});
