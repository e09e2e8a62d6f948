import { next, type OtcOrderEvent, otcOrderMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import type { Fact } from '../chain/ledger/fact.js';
import { rows } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, page, type Page, type PageQuery } from '../platform/page.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { Tokens } from '../tokens/tokens.service.js';
import { OtcOrder } from './otc.entity.js';
import type { OtcOrdersQuery, OtcOrderView, TradeView } from './otc.schema.js';

/** Rows of the board: found, locked, moved, shown. */
@Injectable()
export class OtcStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly tokens: Tokens,
  ) {}

  /** The order, if the actor may see its token. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<OtcOrder> {
    const found = await this.db.em.findOneBy(OtcOrder, { id });
    if (!found) throw new NotFound('order');
    await this.tokens.requireVisible(ctx, found.tokenId);
    return found;
  }

  /** The actor's own, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<OtcOrder> {
    const { organisationId } = actorOf(ctx);
    const found = await this.lockOrNull({ id, organisationId });
    if (!found) throw new NotFound('order');
    return found;
  }

  byHash(hash: string): Promise<OtcOrder | null> {
    return this.lockOrNull({ hash: toBytes(hash) });
  }

  byMatch(matchOperationId: string | null): Promise<OtcOrder | null> {
    return matchOperationId ? this.lockOrNull({ matchOperationId }) : Promise.resolve(null);
  }

  /** The orders that a trade has filled. */
  async byTrade({ transactionHash, logIndex }: Fact): Promise<(OtcOrder | null)[]> {
    const found = await rows<{ id: string }>(
      this.db.em,
      `SELECT order_id AS id FROM api.otc_trade WHERE transaction_hash = $1 AND log_index = $2
       ORDER BY order_id`,
      [toBytes(transactionHash), logIndex],
    );
    return Promise.all(found.map(({ id }) => this.lockOrNull({ id })));
  }

  /** A maker's orders with the nonces that a mask names in a word. */
  async byNonces(maker: string, word: bigint, mask: bigint): Promise<OtcOrder[]> {
    const found = await this.db.em.find(OtcOrder, {
      where: { maker: toBytes(maker) },
      lock: { mode: 'pessimistic_write' },
    });
    return found.filter(
      ({ nonce }) => nonce >> 8n === word && ((mask >> (nonce & 0xffn)) & 1n) === 1n,
    );
  }

  /** Those of a wallet that may still be taken, of any asset. */
  openOf(maker: string): Promise<OtcOrder[]> {
    return this.db.em.findBy(OtcOrder, { maker: toBytes(maker), state: 'open' });
  }

  list(
    ctx: Ctx,
    tokenId: string,
    { state, ...query }: OtcOrdersQuery,
  ): Promise<Page<OtcOrderView>> {
    const where = { tokenId, ...(state ? { state } : {}) };
    return page(this.db.em, OtcOrder, query, where, (found) =>
      found.map((order) => otcOrderViewOf(ctx, order)),
    );
  }

  /** Those past their deadline that are still open, at most 100. */
  async due(): Promise<OtcOrder[]> {
    return this.db.em
      .createQueryBuilder(OtcOrder, 'o')
      .setLock('pessimistic_write')
      .where(`o.state = 'open' AND o.deadline < :now`, { now: this.clock.now() })
      .orderBy('o.id')
      .limit(100)
      .getMany();
  }

  /** Moves it. @throws Conflict `order_is_<state>` where its table forbids it */
  move(order: OtcOrder, event: OtcOrderEvent): void {
    try {
      order.state = next(otcOrderMachine, order.state, event);
    } catch {
      throw new Conflict(`order_is_${order.state}`, `The order is ${order.state}.`);
    }
  }

  async insert(ctx: Ctx, order: OtcOrder): Promise<void> {
    await this.db.em.insert(OtcOrder, order);
    await this.record(ctx, order, 'list', {});
  }

  async save(ctx: Ctx, order: OtcOrder, verb: string, data: object = {}): Promise<void> {
    order.updatedAt = this.clock.now();
    await this.db.em.save(OtcOrder, order);
    await this.record(ctx, order, verb, data);
  }

  async traded(
    order: OtcOrder,
    fact: Fact,
    seller: string,
    buyer: string,
    amount: bigint,
    paid: bigint,
  ) {
    await this.db.em.query(
      `INSERT INTO api.otc_trade (order_id, transaction_hash, log_index, seller, buyer, amount, paid, traded_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        order.id,
        toBytes(fact.transactionHash),
        fact.logIndex,
        toBytes(seller),
        toBytes(buyer),
        amount,
        paid,
        fact.blockTime,
      ],
    );
  }

  async untraded(order: OtcOrder, fact: Fact): Promise<void> {
    await this.db.em.query(
      'DELETE FROM api.otc_trade WHERE order_id = $1 AND transaction_hash = $2 AND log_index = $3',
      [order.id, toBytes(fact.transactionHash), fact.logIndex],
    );
  }

  /** The fills of an order, oldest first. */
  async trades(order: OtcOrder, { limit, after }: PageQuery): Promise<Page<TradeView>> {
    const [time, hash, index] = after ? openCursor(after, TRADE).split('|') : [];
    const found = await rows<TradeRow>(
      this.db.em,
      `SELECT * FROM api.otc_trade WHERE order_id = $1
         AND ($2::timestamptz IS NULL OR (traded_at, transaction_hash, log_index) > ($2, $3, $4::int))
       ORDER BY traded_at, transaction_hash, log_index LIMIT $5`,
      [order.id, time ?? null, hash ? toBytes(hash) : null, index ?? null, limit + 1],
    );
    return cut(found, limit, (shown) => shown.map(tradeViewOf), tradeKey);
  }

  private record(ctx: Ctx, order: OtcOrder, verb: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action: `otc_order.${verb}`,
      subject: { type: 'otc_order', id: order.id },
      organisationId: order.organisationId,
      data: {
        tokenId: order.tokenId,
        state: order.state,
        hash: toHex(order.hash),
        filled: order.filled.toString(),
        ...data,
      },
    });
  }

  private lockOrNull(where: object): Promise<OtcOrder | null> {
    return this.db.em.findOne(OtcOrder, { where, lock: { mode: 'pessimistic_write' } });
  }
}

export const otcOrderViewOf = (ctx: Ctx, o: OtcOrder): OtcOrderView => ({
  id: o.id,
  tokenId: o.tokenId,
  state: o.state,
  mine: o.organisationId === actorOf(ctx).organisationId,
  hash: toHex(o.hash),
  maker: toAddress(o.maker),
  taker: o.taker && toAddress(o.taker),
  sells: o.sells,
  amountBaseUnits: o.amount.toString(),
  filledBaseUnits: o.filled.toString(),
  priceBaseUnits: o.price.toString(),
  minFillBaseUnits: o.minFill.toString(),
  paymentToken: toAddress(o.paymentToken),
  paymentSymbol: o.paymentSymbol,
  paymentDecimals: o.paymentDecimals,
  nonce: o.nonce.toString(),
  deadline: o.deadline.toISOString(),
  matchOperationId: o.matchOperationId,
  matchPending: o.matchPending,
  createdAt: o.createdAt.toISOString(),
  updatedAt: o.updatedAt.toISOString(),
});

interface TradeRow {
  order_id: string;
  seller: Buffer;
  buyer: Buffer;
  amount: string;
  paid: string;
  transaction_hash: Buffer;
  log_index: number;
  /** Of its block: whole seconds. */
  traded_at: Date;
}

/** Where a trade stands among those of its order. */
const tradeKey = (r: TradeRow): string =>
  [r.traded_at.toISOString(), toHex(r.transaction_hash), r.log_index].join('|');
const TRADE = /^[0-9T:.-]+Z\|0x[0-9a-f]{64}\|\d{1,9}$/;

const tradeViewOf = (r: TradeRow): TradeView => ({
  orderId: r.order_id,
  seller: toAddress(r.seller),
  buyer: toAddress(r.buyer),
  amountBaseUnits: r.amount,
  paidBaseUnits: r.paid,
  transactionHash: toHex(r.transaction_hash),
  tradedAt: r.traded_at.toISOString(),
});
