import {
  creditorReference,
  next,
  type SubscriptionEvent,
  subscriptionMachine,
  type SubscriptionState,
} from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { In, Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { cut, openCursor, type Page } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { Offering } from './offering.entity.js';
import { Subscription } from './subscription.entity.js';
import type { SubscriptionsQuery, SubscriptionView } from './subscription.schema.js';
import { SubscriptionViews } from './subscription-views.service.js';

/** Orders that take up room under the caps. */
export const LIVING: readonly SubscriptionState[] = [
  'eligible',
  'awaiting_payment',
  'paid',
  'approved',
  'settling',
  'settled',
];
/** Orders that nothing is owed to, nor by. */
export const ENDED: readonly SubscriptionState[] = ['settled', 'cancelled', 'rejected', 'refunded'];

/** Rows of orders: found, locked, moved. The offering is locked before any of its orders. */
@Injectable()
export class SubscriptionStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly views: SubscriptionViews,
  ) {}

  /** An investor's own, an issuer's of its offerings, for staff all; newest first; perhaps of one offering. */
  async list(
    ctx: Ctx,
    { state, limit, after }: SubscriptionsQuery,
    offeringId: string | null = null,
  ): Promise<Page<SubscriptionView>> {
    const { role, organisationId } = actorOf(ctx);
    const query = this.db.em
      .createQueryBuilder(Subscription, 's')
      .orderBy('s.id', 'DESC')
      .take(limit + 1);
    if (role === 'investor')
      query.andWhere('s.organisation_id = :organisationId', { organisationId });
    if (role === 'issuer') {
      query.innerJoin(Offering, 'o', 'o.id = s.offering_id');
      query.andWhere('o.organisation_id = :organisationId', { organisationId });
    }
    if (offeringId) query.andWhere('s.offering_id = :offeringId', { offeringId });
    if (state) query.andWhere('s.state = :state', { state });
    if (after) query.andWhere('s.id < :after', { after: openCursor(after) });
    return cut(
      await query.getMany(),
      limit,
      (rows) => this.views.of(ctx, rows),
      ({ id }) => id,
    );
  }

  /** @throws NotFound for what the actor may not see */
  async find(ctx: Ctx, id: string): Promise<Subscription> {
    const { role, organisationId } = actorOf(ctx);
    const row = await this.db.em.findOneBy(Subscription, { id });
    const owner =
      row && role === 'issuer'
        ? await this.db.em.findOneBy(Offering, { id: row.offeringId, organisationId })
        : role === 'investor'
          ? row?.organisationId === organisationId
          : true;
    if (!row || !owner) throw new NotFound('subscription');
    return row;
  }

  /** Unscoped, locked. @throws NotFound */
  async lock(id: string): Promise<Subscription> {
    const [row] = await this.lockWhere({ id });
    if (!row) throw new NotFound('subscription');
    return row;
  }

  /** In the order of their ids, so that two who lock several never wait for each other. */
  lockMany(offeringId: string, ids: string[]): Promise<Subscription[]> {
    return this.lockWhere({ offeringId, id: In(ids) });
  }

  lockStates(offeringId: string, states: readonly SubscriptionState[]): Promise<Subscription[]> {
    return this.lockWhere({ offeringId, state: In([...states]) });
  }

  /** To be looked at; oldest first. */
  inStates(offeringId: string, states: readonly SubscriptionState[]): Promise<Subscription[]> {
    return this.db.em.find(Subscription, {
      where: { offeringId, state: In([...states]) },
      order: { id: 'ASC' },
    });
  }

  /** How many orders are in none of the states. */
  openCount(offeringId: string, ended: readonly SubscriptionState[]): Promise<number> {
    return this.db.em.countBy(Subscription, { offeringId, state: Not(In([...ended])) });
  }

  lockOperation(operationId: string): Promise<Subscription[]> {
    return this.lockWhere({ operationId });
  }

  /** The newest order of a wallet that the contract's events can mean, or null. */
  async ofWallet(
    offeringId: string,
    wallet: string,
    states: readonly SubscriptionState[],
  ): Promise<Subscription | null> {
    const rows = await this.lockWhere({
      offeringId,
      channel: 'stablecoin',
      walletAddress: toBytes(wallet),
      state: In([...states]),
    });
    return rows.at(-1) ?? null;
  }

  byReference(offeringId: string, reference: string): Promise<Subscription | null> {
    return this.db.em.findOne(Subscription, {
      where: { offeringId, reference, channel: 'bank' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  async bySupplyOrder(supplyOrderId: string): Promise<Subscription | null> {
    return (await this.lockWhere({ supplyOrderId }))[0] ?? null;
  }

  /** What living orders of a channel, or of one investor, add up to: base units of payment. */
  async sum(
    offeringId: string,
    of: { channel: Subscription['channel'] } | { organisationId: string },
  ): Promise<bigint> {
    const [column, value] =
      'channel' in of ? ['channel', of.channel] : ['organisation_id', of.organisationId];
    const [sum] = await this.db.sql<{ total: string }>(
      `SELECT coalesce(sum(greatest(amount, paid)), 0) AS total FROM api.subscription
       WHERE offering_id = $1 AND ${column} = $2 AND state = ANY($3)`,
      [offeringId, value, LIVING],
    );
    return BigInt(sum?.total ?? 0);
  }

  /** Money confirmed for living orders: base units of payment. */
  async paid(offeringId: string): Promise<bigint> {
    const [sum] = await this.db.sql<{ total: string }>(
      `SELECT coalesce(sum(paid), 0) AS total FROM api.subscription
       WHERE offering_id = $1 AND state = ANY($2)`,
      [offeringId, LIVING],
    );
    return BigInt(sum?.total ?? 0);
  }

  async nextReference(): Promise<string> {
    const [next] = await this.db.sql<{ n: string }>(
      `SELECT nextval('api.subscription_reference') AS n`,
    );
    return creditorReference(`SUB${(next?.n ?? '').padStart(8, '0')}`);
  }

  async insert(ctx: Ctx, row: Subscription): Promise<void> {
    await this.db.em.insert(Subscription, row);
    await this.record(ctx, row, 'order');
  }

  /** Moves it by an event of its machine. @throws IllegalTransition */
  async move(
    ctx: Ctx,
    row: Subscription,
    event: SubscriptionEvent,
    change: Partial<Subscription> = {},
  ): Promise<void> {
    row.state = next(subscriptionMachine, row.state, event);
    await this.save(ctx, row, event, change);
  }

  async save(
    ctx: Ctx,
    row: Subscription,
    verb: string,
    change: Partial<Subscription> = {},
  ): Promise<void> {
    Object.assign(row, change, { updatedAt: this.clock.now() });
    await this.db.em.save(Subscription, row);
    await this.record(ctx, row, verb);
  }

  private lockWhere(where: object): Promise<Subscription[]> {
    return this.db.em.find(Subscription, {
      where,
      order: { id: 'ASC' },
      lock: { mode: 'pessimistic_write' },
    });
  }

  private record(ctx: Ctx, row: Subscription, verb: string): Promise<void> {
    return this.audit.record(ctx, {
      action: `subscription.${verb}`,
      subject: { type: 'subscription', id: row.id },
      organisationId: row.organisationId,
      data: {
        offeringId: row.offeringId,
        walletId: row.walletId,
        channel: row.channel,
        state: row.state,
        amount: row.amount.toString(),
        paid: row.paid.toString(),
        tokens: row.tokens?.toString() ?? null,
        operationId: row.operationId,
        transactionHash: row.transactionHash && toHex(row.transactionHash),
        reasonCode: row.reasonCode,
      },
    });
  }
}
