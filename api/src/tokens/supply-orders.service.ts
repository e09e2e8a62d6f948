import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Approvals } from '../approvals/approvals.service.js';
import { lifeOf, Orders } from '../approvals/orders.js';
import { Audit } from '../audit/audit.service.js';
import type { OwnedKind } from '../audit/owned-store.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { Conflict } from '../platform/problem.js';
import type { WalletFacts } from '../wallets/wallets.service.js';
import { encodeBurn, encodeMint } from './token.contract.js';
import { SupplyOrder } from './token.entity.js';
import { type LiveToken, TokenStore } from './token-store.service.js';
import type { SupplyOrdersQuery, SupplyOrderView } from './supply.schema.js';

/** What an order fixes when it is asked for. */
export interface NewOrder {
  kind: 'mint' | 'burn';
  wallet: WalletFacts;
  considerationCents: bigint;
  navRound: bigint;
  nav: bigint;
  amountBaseUnits: bigint;
  residual: bigint;
  reason: string;
}

/** Told after each change of an order. */
export type SupplyWatcher = (ctx: Ctx, order: SupplyOrder) => Promise<void>;

const KIND: OwnedKind<SupplyOrder> = {
  entity: SupplyOrder,
  subject: 'supply_order',
  noun: 'supply order',
  facts: (order) => ({
    tokenId: order.tokenId,
    walletId: order.walletId,
    amountBaseUnits: order.amountBaseUnits.toString(),
    considerationCents: order.considerationCents.toString(),
    navRound: order.navRound.toString(),
    spendId: order.spendId.toString(),
    operationId: order.operationId ?? null,
    transactionHash: order.transactionHash ? toHex(order.transactionHash) : null,
    failureCode: order.failureCode ?? null,
  }),
};

/** Orders of mints and burns. */
@Injectable()
export class SupplyOrders extends Orders<SupplyOrder> {
  private readonly watchers: SupplyWatcher[] = [];

  constructor(
    db: Database,
    clock: Clock,
    audit: Audit,
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly store: TokenStore,
  ) {
    super(db, clock, audit, KIND);
  }

  async list(ctx: Ctx, tokenId: string, query: SupplyOrdersQuery): Promise<Page<SupplyOrderView>> {
    const token = await this.store.find(ctx, tokenId);
    const { state, ...rest } = query;
    const where = { tokenId: token.id, ...(state ? { state } : {}) };
    return page(this.db.em, SupplyOrder, rest, where, (rows) => rows.map(view));
  }

  /** Writes the order and asks for its approval; `shown` is what the checker sees and signs off. */
  async request(ctx: Ctx, token: LiveToken, order: NewOrder, shown: object) {
    const id = this.db.newId();
    const spendId = await this.outbox.nextSpendId();
    const approval = await this.approvals.request(ctx, {
      kind: `token.${order.kind}`,
      subject: { type: 'supply_order', id },
      organisationId: token.organisationId,
      payload: { ...shown, spendId: spendId.toString() },
      requiredRole: 'compliance',
      reason: order.reason,
    });
    const requestedBy = actorOf(ctx).userId;
    const given = { id, spendId, approvalId: approval.id, requestedBy };
    const stored = await this.place(ctx, token, order, given);
    return { supplyOrder: view(stored), approvalId: approval.id };
  }

  /**
   * Writes an order that was approved with something larger, and sends it. What the chain refused before
   * (`earlier`) is asked for again under its old once-only id: of all tries one can succeed.
   */
  async issue(
    ctx: Ctx,
    token: LiveToken,
    order: NewOrder,
    given: { approvalId: string; requestedBy: string; earlier: string | null },
  ): Promise<{ orderId: string; operationId: string }> {
    const { earlier, ...rest } = given;
    const row = earlier
      ? await this.lock(earlier)
      : await this.place(ctx, token, order, {
          id: this.db.newId(),
          spendId: await this.outbox.nextSpendId(),
          ...rest,
        });
    if (row.state !== (earlier ? 'failed' : 'requested')) {
      throw new Conflict('order_not_failed', `The mint is ${row.state}: it is not made again.`);
    }
    const { considerationCents, navRound, nav, amountBaseUnits, residual } = order;
    Object.assign(row, rest, { considerationCents, navRound, nav, amountBaseUnits, residual });
    Object.assign(row, { failureCode: null, failure: null });
    return { orderId: row.id, ...(await this.send(ctx, token, row)) };
  }

  /** Tells other rooms, in the same transaction, what became of an order. Call it in `onModuleInit`. */
  watch(watcher: SupplyWatcher): void {
    this.watchers.push(watcher);
  }

  /** Hands an approved order to the outbox. */
  async send(ctx: Ctx, token: LiveToken, order: SupplyOrder): Promise<{ operationId: string }> {
    const encode = order.kind === 'mint' ? encodeMint : encodeBurn;
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: `token.${order.kind}`,
      signer: 'issuance',
      to: toAddress(token.address),
      data: encode(toAddress(order.walletAddress), order.amountBaseUnits, order.spendId),
      subject: { type: 'supply_order', id: order.id },
      organisationId: order.organisationId,
    });
    await this.sent(ctx, order, operationId);
    return { operationId };
  }

  /** Unscoped: the caller knows who may read them. */
  among(ids: string[]): Promise<SupplyOrder[]> {
    return this.db.em.findBy(SupplyOrder, { id: In(ids) });
  }

  /** The one that has spent a once-only id of a token, locked. */
  bySpendId(tokenId: string, spendId: bigint): Promise<SupplyOrder | null> {
    return this.locked({ tokenId, spendId });
  }

  override async save(ctx: Ctx, order: SupplyOrder, verb: string): Promise<void> {
    await super.save(ctx, order, verb);
    for (const watcher of this.watchers) await watcher(ctx, order);
  }

  protected override prefix(order: SupplyOrder): string {
    return order.kind;
  }

  private async place(
    ctx: Ctx,
    token: LiveToken,
    order: NewOrder,
    given: { id: string; spendId: bigint; approvalId: string; requestedBy: string },
  ): Promise<SupplyOrder> {
    const now = this.clock.now();
    const row = this.db.em.create(SupplyOrder, {
      ...given,
      tokenId: token.id,
      organisationId: token.organisationId,
      state: 'requested',
      walletId: order.wallet.id,
      walletAddress: toBytes(order.wallet.address),
      kind: order.kind,
      considerationCents: order.considerationCents,
      navRound: order.navRound,
      nav: order.nav,
      amountBaseUnits: order.amountBaseUnits,
      residual: order.residual,
      reason: order.reason,
      createdAt: now,
      updatedAt: now,
    });
    await this.insert(ctx, row, 'request');
    return this.lock(row.id);
  }
}

const view = (order: SupplyOrder): SupplyOrderView => ({
  id: order.id,
  tokenId: order.tokenId,
  kind: order.kind,
  walletId: order.walletId,
  walletAddress: toAddress(order.walletAddress),
  considerationCents: order.considerationCents.toString(),
  navRound: order.navRound.toString(),
  nav: order.nav.toString(),
  amountBaseUnits: order.amountBaseUnits.toString(),
  residual: order.residual.toString(),
  spendId: order.spendId.toString(),
  ...lifeOf(order),
});
