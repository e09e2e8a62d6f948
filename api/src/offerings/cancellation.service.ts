import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Approvals, type Decided } from '../approvals/approvals.service.js';
import { toAddress } from '../chain/bytes.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Conflict } from '../platform/problem.js';
import { encodeCancel } from './offering.contract.js';
import type { CancelBody, OfferingAnswer } from './offering.schema.js';
import { type LaunchedOffering, OfferingStore } from './offering-store.service.js';
import { Refunds } from './refunds.service.js';
import { ENDED, LIVING, SubscriptionStore } from './subscription-store.service.js';
import { sentence } from '../platform/sentence.js';

const KIND = 'offering.cancel';

/** A sale given up for ever: what is delivered stays delivered, all other money goes back. */
@Injectable()
export class Cancellations implements OnModuleInit {
  constructor(
    private readonly approvals: Approvals,
    private readonly outbox: Outbox,
    private readonly offerings: OfferingStore,
    private readonly subscriptions: SubscriptionStore,
    private readonly refunds: Refunds,
  ) {}

  onModuleInit(): void {
    this.approvals.handle(KIND, {
      describe: (shown) =>
        sentence(
          'Cancel the offering {{offeringId}} for ever: {{orders}} orders end and what they paid goes back.',
          shown,
        ),
      execute: (ctx, { subject }: Decided) => this.execute(ctx, subject.id),
    });
    const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
    this.outbox.onOutcome(KIND, { rejected: failed, reverted: failed });
  }

  /** Asks compliance to give a sale up. @throws NotFound, Conflict `offering_not_cancellable` */
  async propose(ctx: Ctx, id: string, { reason }: CancelBody): Promise<OfferingAnswer> {
    const offering = await this.offerings.lockOwn(ctx, id);
    if (offering.state !== 'open' && offering.state !== 'closed') {
      throw new Conflict(
        'offering_not_cancellable',
        `The offering is ${offering.state}: only one that is open or closed can be cancelled.`,
      );
    }
    const orders = (await this.subscriptions.inStates(id, LIVING)).filter(
      ({ state }) => !ENDED.includes(state),
    );
    const approval = await this.approvals.request(ctx, {
      kind: KIND,
      subject: { type: 'offering', id },
      organisationId: offering.organisationId,
      payload: { offeringId: id, reason, orders: orders.length },
      requiredRole: 'compliance',
      reason,
    });
    return { offering: await this.offerings.view(offering), approvalId: approval.id };
  }

  /** Tells the contract; cancelled once that says so. The caller has locked the offering. */
  async send(ctx: Ctx, offering: LaunchedOffering, data: object): Promise<{ operationId: string }> {
    const { operationId } = await this.outbox.enqueue({
      ctx,
      kind: KIND,
      signer: 'issuance',
      to: toAddress(offering.address),
      data: encodeCancel(),
      subject: { type: 'offering', id: offering.id },
      organisationId: offering.organisationId,
    });
    offering.operationId = operationId;
    await this.offerings.move(ctx, offering, 'cancel', { operationId, ...data });
    return { operationId };
  }

  /** What the contract's word means to the orders. What is being settled waits for its own end. */
  async endOrders(ctx: Ctx, offeringId: string, code: string, sentence: string): Promise<void> {
    const waiting = await this.subscriptions.lockStates(offeringId, [
      'eligible',
      'awaiting_payment',
    ]);
    for (const order of waiting) await this.refunds.end(ctx, order, code, sentence);
    for (const order of await this.subscriptions.lockStates(offeringId, ['paid', 'approved'])) {
      await this.refunds.begin(ctx, order, code, sentence);
    }
  }

  private async execute(ctx: Ctx, id: string): Promise<{ operationId: string }> {
    const offering = this.offerings.launched(await this.offerings.lock(id));
    return this.send(ctx, offering, {});
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const offering = await this.offerings.lock(command.subject.id);
    if (offering.state !== 'cancelling') return;
    const ctx = systemCtx(`operation-${command.operationId}`);
    offering.failureCode = command.reason?.code ?? null;
    offering.failure = command.reason?.sentence ?? null;
    await this.offerings.move(ctx, offering, 'cancel_failed');
  }
}
