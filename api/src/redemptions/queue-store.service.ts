import { type DealingDay, dealingDayAfter, type DealingTerms } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound } from '../platform/problem.js';
import { QueueChain } from './queue-chain.service.js';
import { RedemptionQueueRow } from './redemption.entity.js';
import type { DealingView, QueueView } from './redemption.schema.js';

/** A queue that exists on the chain. */
export interface LiveQueue extends RedemptionQueueRow {
  address: Buffer;
}

/** Rows of queues: found, locked, kept, shown. */
@Injectable()
export class QueueStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
    private readonly chain: QueueChain,
  ) {}

  /** The queue, if the actor may see it: an issuer its own, an investor one that was opened. @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<RedemptionQueueRow> {
    return visible(ctx, await this.db.em.findOneBy(RedemptionQueueRow, { id }));
  }

  /** The newest queue of a token. @throws NotFound */
  async ofToken(ctx: Ctx, tokenId: string): Promise<RedemptionQueueRow> {
    const newest = { where: { tokenId }, order: { id: 'DESC' as const } };
    return visible(ctx, await this.db.em.findOne(RedemptionQueueRow, newest));
  }

  /** The issuer's own queue, locked for a change. @throws NotFound */
  async lockOwn(ctx: Ctx, id: string): Promise<RedemptionQueueRow> {
    const queue = await this.lock(id);
    if (queue.organisationId !== actorOf(ctx).organisationId) throw new NotFound('queue');
    return queue;
  }

  /** @throws NotFound */
  async lock(id: string): Promise<RedemptionQueueRow> {
    const lock = { mode: 'pessimistic_write' } as const;
    const queue = await this.db.em.findOne(RedemptionQueueRow, { where: { id }, lock });
    if (!queue) throw new NotFound('queue');
    return queue;
  }

  /** Whosever it is, and not locked. @throws NotFound */
  async any(id: string): Promise<RedemptionQueueRow> {
    const queue = await this.db.em.findOneBy(RedemptionQueueRow, { id });
    if (!queue) throw new NotFound('queue');
    return queue;
  }

  /** Every queue that takes requests. */
  async open(): Promise<string[]> {
    const found = await this.db.em.find(RedemptionQueueRow, {
      select: { id: true },
      where: { state: 'open' },
      order: { id: 'ASC' },
    });
    return found.map(({ id }) => id);
  }

  /** Unscoped; null for a contract that is not ours. */
  byAddress(address: string): Promise<RedemptionQueueRow | null> {
    return this.db.em.findOneBy(RedemptionQueueRow, { address: toBytes(address) });
  }

  bySatellite(satelliteId: string): Promise<RedemptionQueueRow | null> {
    return this.db.em.findOneBy(RedemptionQueueRow, { satelliteId });
  }

  /** On the chain, if perhaps paused. @throws Conflict `queue_not_open` */
  live(queue: RedemptionQueueRow): LiveQueue {
    if (isLive(queue)) return queue;
    throw new Conflict('queue_not_open', `The queue is ${queue.state}: it takes no part yet.`);
  }

  async save(ctx: Ctx, queue: RedemptionQueueRow, action: string): Promise<void> {
    queue.updatedAt = this.clock.now();
    await this.db.em.save(queue);
    await this.record(ctx, queue, action);
  }

  record(ctx: Ctx, queue: RedemptionQueueRow, action: string, more: object = {}): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'redemption_queue', id: queue.id },
      organisationId: queue.organisationId,
      data: { tokenId: queue.tokenId, state: queue.state, satelliteId: queue.satelliteId, ...more },
    });
  }

  /** The day on which a request made now deals. */
  nextDealing(queue: RedemptionQueueRow): DealingDay {
    return dealingDayAfter(termsOf(queue), this.seconds());
  }

  /**
   * The day on which the open epoch's requests deal, by the first of them; null for an epoch without. It is past its
   * cut-off, and only waits to be closed, when `cutOff` lies behind.
   */
  async openDealing(queue: LiveQueue, openEpoch: number): Promise<DealingDay | null> {
    const [first] = await this.db.sql<{ at: Date | null }>(
      `SELECT min(requested_at) AS at FROM api.redemption
       WHERE queue_id = $1 AND epoch = $2 AND state = 'requested'`,
      [queue.id, openEpoch],
    );
    return first?.at ? dealingDayAfter(termsOf(queue), first.at.getTime() / 1000) : null;
  }

  /** Domain time in Unix seconds. */
  seconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }

  async view(queue: RedemptionQueueRow): Promise<QueueView> {
    const now = isLive(queue) ? await this.chain.queue(toAddress(queue.address)) : null;
    const { pegFeed, pegMaxAgeSeconds, pegBandBps } = queue;
    return {
      id: queue.id,
      tokenId: queue.tokenId,
      organisationId: queue.organisationId,
      state: queue.state,
      address: queue.address && toAddress(queue.address),
      paymentToken: {
        address: toAddress(queue.paymentToken),
        symbol: queue.paymentSymbol,
        decimals: queue.paymentDecimals,
      },
      priceMaxAgeSeconds: queue.priceMaxAgeSeconds,
      peg: pegFeed && {
        feed: toAddress(pegFeed),
        maxAgeSeconds: pegMaxAgeSeconds ?? 0,
        bandBps: pegBandBps ?? 0,
      },
      minShares: queue.minShares.toString(),
      patienceSeconds: queue.patienceSeconds,
      calendar: {
        frequency: queue.frequency,
        cutOff: clockTime(queue.cutOffMinutes),
        settlementDays: queue.settlementDays,
      },
      nextDealing: dealingView(this.nextDealing(queue)),
      chain: now && {
        openEpoch: now.open,
        openShares: now.openShares.toString(),
        closedEpoch: now.closed?.epoch ?? null,
        pendingShares: now.pending.toString(),
        buffer: now.buffer.toString(),
        owed: now.owed.toString(),
        instantLane: {
          feeBps: now.lane.feeBps,
          dailyLimit: now.lane.dailyLimit.toString(),
          leftToday: now.lane.leftToday.toString(),
        },
      },
      approvalId: queue.approvalId,
      createdAt: queue.createdAt.toISOString(),
      updatedAt: queue.updatedAt.toISOString(),
    };
  }
}

export const isLive = (queue: RedemptionQueueRow): queue is LiveQueue =>
  queue.address !== null && (queue.state === 'open' || queue.state === 'paused');

export const dealingView = ({ date, cutOff, payableBy }: DealingDay): DealingView => ({
  date,
  cutOff: new Date(cutOff * 1000).toISOString(),
  payableBy,
});

const termsOf = (queue: RedemptionQueueRow): DealingTerms => ({
  frequency: queue.frequency,
  market: 'us-bond',
  cutOffMinutes: queue.cutOffMinutes,
  settlementDays: queue.settlementDays,
});

const clockTime = (minutes: number): string =>
  [Math.floor(minutes / 60), minutes % 60].map((n) => String(n).padStart(2, '0')).join(':');

function visible(ctx: Ctx, queue: RedemptionQueueRow | null): RedemptionQueueRow {
  const { role, organisationId } = actorOf(ctx);
  const own = queue?.organisationId === organisationId;
  const may = role === 'issuer' ? own : role === 'investor' ? queue && isLive(queue) : true;
  if (!queue || !may) throw new NotFound('queue');
  return queue;
}
