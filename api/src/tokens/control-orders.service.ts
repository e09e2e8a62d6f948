import { Injectable } from '@nestjs/common';
import { Approvals, type Decided, type Payload } from '../approvals/approvals.service.js';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { type WalletFacts, Wallets } from '../wallets/wallets.service.js';
import { ControlOrder } from './token.entity.js';
import type { ControlAnswer, ControlOrderView } from './token.schema.js';
import { isDeployed, type LiveToken, TokenStore } from './token-store.service.js';

/** What an officer orders: about whose wallet, and what else its kind says. */
export interface NewControl extends Partial<
  Pick<ControlOrder, 'toWalletId' | 'toAddress' | 'amountBaseUnits' | 'documentId' | 'documentHash'>
> {
  kind: ControlOrder['kind'];
  wallet: WalletFacts;
  reason: string;
}

/** The life of an order by which officers act on an account: proposed, decided by another, sent, seen on the chain, told. */
@Injectable()
export class ControlOrders {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly approvals: Approvals,
    private readonly audit: Audit,
    private readonly wallets: Wallets,
    private readonly store: TokenStore,
    private readonly outbox: Outbox,
  ) {}

  /** Works on a paused token too. @throws NotFound; Conflict `token_not_live` */
  async token(tokenId: string): Promise<LiveToken> {
    const token = await this.store.lock(tokenId);
    return isDeployed(token) ? token : this.store.live(token);
  }

  /** Proposes an order; `shown` is what its approval binds beside token, wallet and reason. */
  async propose(
    ctx: Ctx,
    token: LiveToken,
    approvalKind: string,
    { wallet, ...order }: NewControl,
    shown: Payload,
  ): Promise<ControlAnswer> {
    const actor = actorOf(ctx);
    const id = this.db.newId();
    const approval = await this.approvals.request(ctx, {
      kind: approvalKind,
      subject: { type: 'control_order', id },
      // The officers' own: an issuer must not learn of an order before it holds.
      organisationId: actor.organisationId,
      payload: {
        tokenId: token.id,
        token: toAddress(token.address),
        symbol: token.symbol,
        walletId: wallet.id,
        walletAddress: wallet.address,
        investorReference: wallet.investorReference,
        reason: order.reason,
        ...shown,
      },
      requiredRole: 'compliance',
      reason: order.reason,
    });
    const now = this.clock.now();
    await this.db.em.insert(ControlOrder, {
      ...order,
      id,
      tokenId: token.id,
      organisationId: actor.organisationId,
      state: 'requested',
      walletId: wallet.id,
      walletAddress: toBytes(wallet.address),
      requestedBy: actor.userId,
      approvalId: approval.id,
      createdAt: now,
      updatedAt: now,
    });
    const made = await this.lock(id);
    await this.record(ctx, made, 'request');
    return { controlOrder: view(made), approvalId: approval.id };
  }

  /** The order that was approved, to be carried out. @throws Conflict `order_not_requested` */
  async approved(approval: Decided): Promise<ControlOrder> {
    const order = await this.lock(approval.subject.id);
    if (order.state === 'requested') return order;
    throw new Conflict('order_not_requested', `The order is ${order.state} already.`);
  }

  /** Gives its call to the compliance key. */
  async send(
    ctx: Ctx,
    kind: string,
    order: ControlOrder,
    token: LiveToken,
    data: string,
  ): Promise<{ operationId: string }> {
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind,
      signer: 'compliance',
      to: toAddress(token.address),
      data,
      subject: { type: 'control_order', id: order.id },
      organisationId: order.organisationId,
    });
    order.state = 'approved';
    order.operationId = operationId;
    await this.save(ctx, order, 'approve');
    return { operationId };
  }

  async list(ctx: Ctx, tokenId: string): Promise<ControlOrderView[]> {
    const token = await this.store.find(ctx, tokenId);
    const orders = await this.db.em.find(ControlOrder, {
      where: { tokenId: token.id },
      order: { id: 'DESC' },
      take: 200,
    });
    return orders.map(view);
  }

  /** Told by the ledger: this very command has done it. The owners of the wallets are told. */
  async settle(operationId: string, seen: { hash: string; block: number; time: Date }) {
    const order = await this.byOperation(operationId);
    // Moving what was held back is told by two events.
    if (!order || order.state === 'settled') return;
    order.state = 'settled';
    order.transactionHash = toBytes(seen.hash);
    order.blockNumber = BigInt(seen.block);
    order.settledAt = seen.time;
    const ctx = systemCtx(`operation-${operationId}`);
    await this.save(ctx, order, 'settle');
    for (const walletId of [order.walletId, order.toWalletId]) {
      if (!walletId) continue;
      const { organisationId } = await this.wallets.requireUnscoped(walletId);
      await this.audit.record(ctx, {
        action: `control.tell_${order.kind}`,
        subject: { type: 'wallet', id: walletId },
        organisationId,
        data: { tokenId: order.tokenId, controlOrderId: order.id },
      });
    }
  }

  /** Told by the ledger: the block that held it is gone. */
  async unsettle(operationId: string): Promise<void> {
    const order = await this.byOperation(operationId);
    if (order?.state !== 'settled') return;
    Object.assign(order, {
      state: 'approved',
      transactionHash: null,
      blockNumber: null,
      settledAt: null,
    });
    await this.save(systemCtx(`operation-${operationId}`), order, 'retract');
  }

  /** It was not approved. */
  async dropped(ctx: Ctx, approval: Decided): Promise<void> {
    const order = await this.lock(approval.subject.id);
    if (order.state !== 'requested') return;
    order.state = 'rejected';
    order.failureCode = `approval_${approval.state}`;
    order.failure = approval.decisionReason ?? `The approval is ${approval.state}.`;
    await this.save(ctx, order, 'reject');
  }

  /** The chain refused its command. */
  async failed(command: CommandOutcome): Promise<void> {
    const order = await this.lock(command.subject.id);
    if (order.state !== 'approved') return;
    order.state = 'failed';
    order.failureCode = command.reason?.code ?? null;
    order.failure = command.reason?.sentence ?? null;
    await this.save(systemCtx(`operation-${command.operationId}`), order, 'fail');
  }

  private byOperation(operationId: string): Promise<ControlOrder | null> {
    return this.db.em.findOne(ControlOrder, {
      where: { operationId },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private async lock(id: string): Promise<ControlOrder> {
    const order = await this.db.em.findOne(ControlOrder, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!order) throw new NotFound('control order');
    return order;
  }

  private async save(ctx: Ctx, order: ControlOrder, verb: string): Promise<void> {
    order.updatedAt = this.clock.now();
    await this.db.em.save(order);
    await this.record(ctx, order, verb);
  }

  private record(ctx: Ctx, order: ControlOrder, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `${order.kind}.${verb}`,
      subject: { type: 'control_order', id: order.id },
      organisationId: order.organisationId,
      data: {
        tokenId: order.tokenId,
        walletId: order.walletId,
        state: order.state,
        operationId: order.operationId,
        failureCode: order.failureCode,
      },
    });
  }
}

const view = (order: ControlOrder): ControlOrderView => ({
  id: order.id,
  tokenId: order.tokenId,
  kind: order.kind,
  state: order.state,
  walletId: order.walletId,
  walletAddress: toAddress(order.walletAddress),
  toWalletId: order.toWalletId,
  toAddress: order.toAddress && toAddress(order.toAddress),
  amountBaseUnits: order.amountBaseUnits?.toString() ?? null,
  documentId: order.documentId,
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
