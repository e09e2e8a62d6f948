import { Injectable, type OnModuleInit } from '@nestjs/common';
import { toBytes } from '../chain/bytes.js';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import { Database } from '../platform/database.js';
import { RedemptionOrders } from './redemption-orders.service.js';
import { RedemptionNotices } from './redemption-notices.service.js';
import { RedemptionProjection } from './projection.service.js';
import { QueueStore } from './queue-store.service.js';
import { RedemptionEpoch, type RedemptionQueueRow } from './redemption.entity.js';

/** Events of one holder, and which argument names the holder. */
const HOLDERS: [event: string, argument: string][] = [
  ['RedeemRequest', 'controller'],
  ['CancelRedeemRequest', 'controller'],
  ['RequestDeferred', 'controller'],
  ['CancelRedeemClaim', 'controller'],
  ['RedeemedInstantly', 'owner'],
  ['Withdraw', 'owner'],
];

/** Events that end an order of the treasurer, and which argument has its amount. */
const ORDERS: [event: string, amount: string][] = [
  ['BufferFunded', 'assets'],
  ['BufferWithdrawn', 'assets'],
  ['InstantLaneSet', 'dailyLimit'],
];

/**
 * What a queue's events mean here. Holders' accounts are read anew from the journal up to the fact, or up to the one
 * before it when the fact is taken back: going back is the same as never having gone there.
 */
@Injectable()
export class RedemptionFactsReader implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly ledger: Ledger,
    private readonly queues: QueueStore,
    private readonly orders: RedemptionOrders,
    private readonly projection: RedemptionProjection,
    private readonly notices: RedemptionNotices,
  ) {}

  onModuleInit(): void {
    for (const [event, argument] of HOLDERS) {
      this.on(event, (queue, fact, counts) => {
        const holder = textArg(fact.args, argument);
        return this.projection.sync(queue, holder, { ...fact, counts });
      });
    }
    for (const [event, amount] of ORDERS) {
      this.on(event, (_, fact, counts) =>
        counts ? this.orders.settled(fact, intArg(fact.args, amount)) : this.orders.unsettled(fact),
      );
    }
    this.on('EpochClosed', (queue, fact, counts) => this.closed(queue, fact, counts));
    this.on('EpochGated', (queue, fact, counts) => this.gated(queue, fact, counts));
    this.on('EpochSettled', (queue, fact, counts) => this.settled(queue, fact, counts));
    this.on('QueuePaused', async (queue, fact, counts) => {
      queue.state = (fact.args['paused'] === true) === counts ? 'paused' : 'open';
      await this.queues.save(ctxOf(fact), queue, `redemption_queue.${queue.state}`);
    });
  }

  private on(
    event: string,
    read: (queue: RedemptionQueueRow, fact: Fact, counts: boolean) => Promise<void>,
  ): void {
    const handle = async (fact: Fact, counts: boolean) => {
      const queue = await this.queues.byAddress(fact.address);
      if (queue) await read(queue, fact, counts);
    };
    this.ledger.on('RedemptionQueue', event, {
      apply: (_, fact) => handle(fact, true),
      retract: (_, fact) => handle(fact, false),
    });
  }

  private async closed(queue: RedemptionQueueRow, fact: Fact, counts: boolean): Promise<void> {
    const key = { queueId: queue.id, number: Number(intArg(fact.args, 'epoch')) };
    if (counts) {
      const shares = intArg(fact.args, 'shares');
      await this.db.em.insert(RedemptionEpoch, { ...key, closedAt: fact.blockTime, shares });
      await this.orders.settled(fact, null);
    } else {
      await this.db.em.delete(RedemptionEpoch, key);
      await this.orders.unsettled(fact);
    }
    await this.projection.syncEpoch(queue, key.number, { ...fact, counts });
  }

  private async gated(queue: RedemptionQueueRow, fact: Fact, counts: boolean): Promise<void> {
    const number = Number(intArg(fact.args, 'epoch'));
    const [fill, shares] = [intArg(fact.args, 'admitted'), intArg(fact.args, 'shares')];
    const key = { queueId: queue.id, number };
    await this.db.em.update(RedemptionEpoch, key, { fill: counts ? fill : null });
    const told = { epoch: number, fill: fill.toString(), shares: shares.toString() };
    const action = `redemption_queue.${counts ? 'gate' : 'gate_retract'}`;
    await this.queues.record(ctxOf(fact), queue, action, told);
  }

  private async settled(queue: RedemptionQueueRow, fact: Fact, counts: boolean): Promise<void> {
    const key = { queueId: queue.id, number: Number(intArg(fact.args, 'epoch')) };
    const [shares, assets] = [intArg(fact.args, 'shares'), intArg(fact.args, 'assets')];
    const settled = {
      settledAt: fact.blockTime,
      settledShares: shares,
      assets,
      price: intArg(fact.args, 'price'),
      transactionHash: toBytes(fact.transactionHash),
    };
    await this.db.em.update(RedemptionEpoch, key, counts ? settled : NOT_SETTLED);
    if (counts) await this.orders.settled(fact, assets);
    else await this.orders.unsettled(fact);
    await this.projection.syncEpoch(queue, key.number, { ...fact, counts });
    if (counts) await this.notices.tell(queue, key.number, fact);
  }
}

const NOT_SETTLED = {
  settledAt: null,
  settledShares: null,
  assets: null,
  price: null,
  transactionHash: null,
};
