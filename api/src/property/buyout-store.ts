import { type BuyoutEvent, buyoutMachine } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { type MovedKind, MovedStore } from '../audit/owned-store.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import type { Fact } from '../chain/ledger/fact.js';
import { rows } from '../chain/rows.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, seenBy } from '../platform/context.js';
import { Database } from '../platform/database.js';
import {
  cut,
  openCursor,
  page,
  type Page,
  pageOfParts,
  type PageQuery,
  type Part,
} from '../platform/page.js';
import { Buyout, BuyoutSurrender } from './buyout.entity.js';
import type { BuyoutsQuery, BuyoutView, SurrenderView } from './buyout.schema.js';

const KIND: MovedKind<Buyout, BuyoutEvent> = {
  entity: Buyout,
  machine: buyoutMachine,
  subject: 'buyout',
  noun: 'buy-out',
  code: 'buyout',
  facts: ({ assetId, voteId, price }) => ({
    assetId,
    voteId,
    priceBaseUnits: price.toString(),
  }),
};

/** Rows of buy-outs and of what was surrendered in them: found, locked, moved, shown. */
@Injectable()
export class BuyoutStore extends MovedStore<Buyout, BuyoutEvent> {
  constructor(db: Database, clock: Clock, audit: Audit) {
    super(db, clock, audit, KIND);
  }

  byOperation(operationId: string): Promise<Buyout | null> {
    return this.locked({ operationId });
  }

  byVote(voteId: string): Promise<Buyout | null> {
    return this.locked({ voteId });
  }

  /** The one that was carried out of a vault: there is one at most. */
  executedOf(vault: string): Promise<Buyout | null> {
    return this.locked({ vault: toBytes(vault), state: In(['executed', 'closed']) });
  }

  /** A page of what those whose price holders of these tokens can have mean to each account; the newest first. */
  payingOut<View>(
    query: PageQuery,
    tokenIds: string[],
    partsOf: (buyout: Buyout) => Promise<Part<View>[]>,
  ): Promise<Page<View>> {
    const where = { tokenId: In(tokenIds), state: 'executed' as const };
    return pageOfParts(this.db.em, Buyout, query, where, partsOf);
  }

  list(ctx: Ctx, assetId: string, { state, ...query }: BuyoutsQuery): Promise<Page<BuyoutView>> {
    const where = { assetId, ...seenBy(ctx), ...(state ? { state } : {}) };
    return page(this.db.em, Buyout, query, where, (found) => found.map(buyoutViewOf));
  }

  /** What was surrendered, in the order of the token's once-only ids. @throws Malformed `bad_cursor` */
  async surrenders(id: string, { limit, after }: PageQuery): Promise<Page<SurrenderView>> {
    const start = after ? openCursor(after, /^\d{1,78}$/) : '-1';
    const found = await rows<SurrenderRow>(
      this.db.em,
      `SELECT * FROM api.buyout_surrender WHERE buyout_id = $1 AND operation_id > $2
       ORDER BY operation_id LIMIT $3`,
      [id, start, limit + 1],
    );
    return cut(
      found,
      limit,
      (shown) => shown.map(surrenderViewOf),
      ({ operation_id }) => operation_id,
    );
  }

  /** Whether a burn of a token was a surrender. */
  async isSurrender(tokenId: string, operationId: bigint): Promise<boolean> {
    const found = await rows(
      this.db.em,
      `SELECT 1 FROM api.buyout_surrender s JOIN api.buyout b ON b.id = s.buyout_id
       WHERE b.token_id = $1 AND s.operation_id = $2`,
      [tokenId, operationId],
    );
    return found.length > 0;
  }

  /** Notes fractions that were burnt for money, or takes that back. */
  async surrendered(buyout: Buyout, fact: Fact, counts: boolean): Promise<void> {
    const operationId = intArg(fact.args, 'operationId').toString();
    const [burned, paid] = [intArg(fact.args, 'amount'), intArg(fact.args, 'paid')];
    const sign = counts ? 1n : -1n;
    buyout.surrendered += sign * burned;
    buyout.paid += sign * paid;
    if (!counts) {
      await this.db.em.delete(BuyoutSurrender, { buyoutId: buyout.id, operationId });
      return;
    }
    await this.db.em.insert(BuyoutSurrender, {
      buyoutId: buyout.id,
      operationId,
      account: toBytes(textArg(fact.args, 'holder')),
      receiver: toBytes(textArg(fact.args, 'to')),
      burned,
      paid,
      surrenderedAt: fact.blockTime,
      transactionHash: toBytes(fact.transactionHash),
    });
  }
}

interface SurrenderRow {
  operation_id: string;
  account: Buffer;
  receiver: Buffer;
  burned: string;
  paid: string;
  surrendered_at: Date;
  transaction_hash: Buffer;
}

const surrenderViewOf = (r: SurrenderRow): SurrenderView => ({
  account: toAddress(r.account),
  receiver: toAddress(r.receiver),
  burned: r.burned,
  paid: r.paid,
  surrenderedAt: r.surrendered_at.toISOString(),
  transactionHash: toHex(r.transaction_hash),
});

export const buyoutViewOf = (b: Buyout): BuyoutView => ({
  id: b.id,
  assetId: b.assetId,
  deedId: b.deedId,
  voteId: b.voteId,
  state: b.state,
  vault: toAddress(b.vault),
  bidder: toAddress(b.bidder),
  priceBaseUnits: b.price.toString(),
  deadline: b.deadline.toISOString(),
  fractions: b.fractions?.toString() ?? null,
  surrendered: b.surrendered.toString(),
  paid: b.paid.toString(),
  swept: b.swept.toString(),
  approvalId: b.approvalId,
  operationId: b.operationId,
  failureCode: b.failureCode,
  failure: b.failure,
  createdAt: b.createdAt.toISOString(),
  updatedAt: b.updatedAt.toISOString(),
});
