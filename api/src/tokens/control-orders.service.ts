import { Injectable } from '@nestjs/common';
import { Approvals, type Payload } from '../approvals/approvals.service.js';
import { lifeOf, Orders, settle, unsettle } from '../approvals/orders.js';
import { Audit } from '../audit/audit.service.js';
import type { OwnedKind } from '../audit/owned-store.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
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

const KIND: OwnedKind<ControlOrder> = {
  entity: ControlOrder,
  subject: 'control_order',
  noun: 'control order',
  facts: ({ tokenId, walletId, operationId, failureCode }) => ({
    tokenId,
    walletId,
    operationId: operationId ?? null,
    failureCode: failureCode ?? null,
  }),
};

/** Orders by which officers act on an account: proposed, decided by another, sent, seen on the chain, told. */
@Injectable()
export class ControlOrders extends Orders<ControlOrder> {
  constructor(
    db: Database,
    clock: Clock,
    audit: Audit,
    private readonly approvals: Approvals,
    private readonly wallets: Wallets,
    private readonly store: TokenStore,
    private readonly outbox: Outbox,
  ) {
    super(db, clock, audit, KIND);
  }

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
        decimals: token.decimals,
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
    const asked = this.db.em.create(ControlOrder, {
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
    await this.insert(ctx, asked, 'request');
    const made = await this.lock(id);
    return { controlOrder: view(made), approvalId: approval.id };
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
    await this.sent(ctx, order, operationId);
    return { operationId };
  }

  /** The orders about a token, newest first. @throws NotFound */
  async list(ctx: Ctx, id: string, query: PageQuery): Promise<Page<ControlOrderView>> {
    const { id: tokenId } = await this.store.find(ctx, id);
    return page(this.db.em, ControlOrder, query, { tokenId }, (orders) => orders.map(view));
  }

  /** Told by the ledger: this very command has done it. The owners of the wallets are told. */
  async settled(fact: Fact): Promise<void> {
    const order = await this.ofCommand(fact);
    // Moving what was held back is told by two events.
    if (!order || order.state === 'settled') return;
    settle(order, fact);
    const ctx = ctxOf(fact);
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
  async unsettled(fact: Fact): Promise<void> {
    const order = await this.ofCommand(fact);
    if (order?.state !== 'settled') return;
    unsettle(order);
    await this.save(ctxOf(fact), order, 'retract');
  }

  protected override prefix(order: ControlOrder): string {
    return order.kind;
  }
}

const view = (order: ControlOrder): ControlOrderView => ({
  id: order.id,
  tokenId: order.tokenId,
  kind: order.kind,
  walletId: order.walletId,
  walletAddress: toAddress(order.walletAddress),
  toWalletId: order.toWalletId,
  toAddress: order.toAddress && toAddress(order.toAddress),
  amountBaseUnits: order.amountBaseUnits?.toString() ?? null,
  documentId: order.documentId,
  ...lifeOf(order),
});
