import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import type { RevertReason } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { uuid } from '../platform/fields.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Conflict, Refused } from '../platform/problem.js';
import { RedemptionOrders, orderView } from './redemption-orders.service.js';
import { QueueChain } from './queue-chain.service.js';
import { encodeClose } from './queue.contract.js';
import { type LiveQueue, QueueStore } from './queue-store.service.js';
import type { OrderAnswer, ReasonBody } from './redemption.schema.js';

const CLOSE = 'redemption.close';
const EVERY_MINUTE = '* * * * *';
const BY_CALENDAR = 'The cut-off of its dealing day has passed.';

/**
 * Epochs end at the cut-off of their dealing day: their requests wait for the next NAV. No value moves,
 * so nobody approves it; the calendar does it, or whoever is faster.
 */
@Injectable()
export class CutOffs implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly jobs: Jobs,
    private readonly outbox: Outbox,
    private readonly signers: Signers,
    private readonly queues: QueueStore,
    private readonly orders: RedemptionOrders,
    private readonly chain: QueueChain,
    private readonly reader: ContractReader,
  ) {}

  onModuleInit(): void {
    const failed = (_: unknown, command: CommandOutcome) => this.orders.failed(command);
    this.outbox.onOutcome(CLOSE, { rejected: failed, reverted: failed });
    const one = this.jobs.define({
      name: 'redemptions.close_epoch',
      schema: z.strictObject({ queueId: uuid }),
      handle: (ctx, { queueId }) => this.closeDue(ctx, queueId),
      single: true,
    });
    const all = this.jobs.define({
      name: 'redemptions.cut_offs',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const id of await this.queues.open()) {
          await one.enqueue(ctx, { queueId: id }, { key: id });
        }
      },
      single: true,
    });
    all.schedule(EVERY_MINUTE, {});
  }

  /**
   * Closes the open epoch once its cut-off has passed, without waiting for the calendar's job.
   * @throws Conflict `before_cut_off` | `epoch_empty` | `order_under_way`; Refused with the contract's reason
   */
  async close(ctx: Ctx, queueId: string, { reason }: ReasonBody): Promise<OrderAnswer> {
    const queue = this.queues.live(await this.queues.lockOwn(ctx, queueId));
    await this.orders.refuseTwo(queue, 'close');
    const { epoch, cutOff } = await this.openEpoch(queue);
    if (cutOff === null) {
      throw new Conflict(
        'epoch_empty',
        `Epoch ${epoch} has no requests: there is nothing to close.`,
      );
    }
    if (cutOff > this.clock.now()) {
      throw new Conflict(
        'before_cut_off',
        `Epoch ${epoch} takes requests until ${cutOff.toISOString()}.`,
      );
    }
    const refusal = await this.refusal(queue);
    if (refusal) throw new Refused(refusal.code, refusal.sentence);
    return this.send(ctx, queue, epoch, reason);
  }

  /** What is not due, under way, or not closed yet because the epoch before it waits, is left for the next minute. */
  private async closeDue(ctx: Ctx, queueId: string): Promise<void> {
    const row = await this.queues.lock(queueId);
    if (row.state !== 'open' || (await this.orders.underWay(row, 'close'))) return;
    const queue = this.queues.live(row);
    const { epoch, cutOff } = await this.openEpoch(queue);
    if (cutOff === null || cutOff > this.clock.now() || (await this.refusal(queue))) return;
    await this.send(ctx, queue, epoch, BY_CALENDAR);
  }

  private async openEpoch(queue: LiveQueue): Promise<{ epoch: number; cutOff: Date | null }> {
    const { open } = await this.chain.queue(toAddress(queue.address));
    const dealing = await this.queues.openDealing(queue, open);
    return { epoch: open, cutOff: dealing && new Date(dealing.cutOff * 1000) };
  }

  private refusal(queue: LiveQueue): Promise<RevertReason | null> {
    const call = { to: toAddress(queue.address), data: encodeClose() };
    return this.reader.refuses(this.signers.address('treasurer'), [call]);
  }

  private async send(
    ctx: Ctx,
    queue: LiveQueue,
    epoch: number,
    reason: string,
  ): Promise<OrderAnswer> {
    const id = this.db.newId();
    const asked = { id, kind: 'close' as const, approvalId: null, reason };
    const order = await this.orders.place(ctx, queue, asked, { epoch });
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: CLOSE,
      signer: 'treasurer',
      to: toAddress(queue.address),
      data: encodeClose(),
      subject: { type: 'redemption_order', id },
      organisationId: order.organisationId,
    });
    await this.orders.sent(ctx, order, operationId);
    return { order: orderView(order), approvalId: null };
  }
}
