import { OwnedStore } from '../audit/owned-store.js';
import { toBytes, toHex } from '../chain/bytes.js';
import type { Fact } from '../chain/ledger/fact.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import type { Decided } from './approvals.service.js';
import type { OrderEntity } from './order.entity.js';

/** The life of orders to the chain, from request to the ledger's last word. */
export abstract class Orders<Order extends OrderEntity> extends OwnedStore<Order> {
  /** One that still waits for its approval. @throws NotFound; Conflict `order_not_requested` */
  async lockRequested(id: string): Promise<Order> {
    const order = await this.lock(id);
    if (order.state === 'requested') return order;
    throw new Conflict('order_not_requested', `The order is ${order.state} already.`);
  }

  /** It was approved, and its command is on its way. */
  async sent(ctx: Ctx, order: Order, operationId: string): Promise<void> {
    order.state = 'approved';
    order.operationId = operationId;
    await this.save(ctx, order, 'approve');
  }

  /** Nobody approved it. */
  async dropped(ctx: Ctx, approval: Decided): Promise<void> {
    const order = await this.lock(approval.subject.id);
    if (order.state !== 'requested') return;
    order.state = 'rejected';
    order.failureCode = `approval_${approval.state}`;
    order.failure = approval.decisionReason ?? `The approval is ${approval.state}.`;
    await this.save(ctx, order, 'reject');
  }

  /** The chain refused it. What the ledger has settled stays settled: it has the last word. */
  async failed(command: CommandOutcome): Promise<void> {
    const order = await this.lock(command.subject.id);
    if (order.state !== 'approved') return;
    order.state = 'failed';
    order.failureCode = command.reason?.code ?? null;
    order.failure = command.reason?.sentence ?? null;
    await this.save(systemCtx(`operation-${command.operationId}`), order, 'fail');
  }

  /** The order whose own command a fact came of, locked; null for another's. */
  protected async ofCommand({ commandId }: Fact): Promise<Order | null> {
    return commandId ? this.locked({ operationId: commandId }) : null;
  }
}

/** Marks an order as done by a fact. */
export function settle(order: OrderEntity, fact: Fact): void {
  order.state = 'settled';
  order.transactionHash = toBytes(fact.transactionHash);
  order.blockNumber = BigInt(fact.blockNumber);
  order.settledAt = fact.blockTime;
  order.failureCode = null;
  order.failure = null;
}

/** Takes that back: the block that held the fact is gone. */
export function unsettle(order: OrderEntity): void {
  order.state = 'approved';
  order.transactionHash = null;
  order.blockNumber = null;
  order.settledAt = null;
}

/** What every order shows of its life. */
export const lifeOf = (order: OrderEntity) => ({
  state: order.state,
  reason: order.reason,
  approvalId: order.approvalId,
  operationId: order.operationId,
  transactionHash: order.transactionHash && toHex(order.transactionHash),
  blockNumber: order.blockNumber === null ? null : Number(order.blockNumber),
  settledAt: order.settledAt?.toISOString() ?? null,
  failureCode: order.failureCode,
  failure: order.failure,
  createdAt: order.createdAt.toISOString(),
});
