import { formatDecimal } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { z } from 'zod';
import { LedgerReader } from '../chain/ledger/reader.js';
import type { Ctx } from '../platform/context.js';
import { uuid } from '../platform/fields.js';
import { Jobs } from '../platform/jobs/jobs.service.js';
import { Allotments } from './allotment.service.js';
import { Cancellations } from './cancellation.service.js';
import type { Offering } from './offering.entity.js';
import { isLaunched, type LaunchedOffering, OfferingStore } from './offering-store.service.js';
import { PaymentStore } from './payment-store.service.js';
import { Refunds } from './refunds.service.js';
import { ENDED, SubscriptionStore } from './subscription-store.service.js';

const EVERY_MINUTE = '* * * * *';

/**
 * What time does to a sale: the book is divided, the window closes, a missed soft cap gives everything back, what the
 * contract owes is fetched, and where nothing is owed any more the sale is final. Only what the ledger has read past
 * counts as over: a payment in the last block of the window is not overlooked.
 */
@Injectable()
export class Advance implements OnModuleInit {
  constructor(
    private readonly jobs: Jobs,
    private readonly ledger: LedgerReader,
    private readonly offerings: OfferingStore,
    private readonly subscriptions: SubscriptionStore,
    private readonly payments: PaymentStore,
    private readonly allotments: Allotments,
    private readonly cancellations: Cancellations,
    private readonly refunds: Refunds,
  ) {}

  onModuleInit(): void {
    // One job each: what keeps one sale from moving keeps no other.
    const advance = this.jobs.define({
      name: 'offering.advance',
      schema: z.strictObject({ offeringId: uuid }),
      handle: (ctx, { offeringId }) => this.advance(ctx, offeringId),
      single: true,
    });
    const sweep = this.jobs.define({
      name: 'offerings.sweep',
      schema: z.strictObject({}),
      handle: async (ctx) => {
        for (const id of await this.offerings.advancing()) {
          await advance.enqueue(ctx, { offeringId: id }, { key: id });
        }
      },
      single: true,
    });
    sweep.schedule(EVERY_MINUTE, {});
  }

  private async advance(ctx: Ctx, id: string): Promise<void> {
    const offering = await this.offerings.lock(id);
    if (!isLaunched(offering)) return;
    const read = (await this.ledger.cursor())?.time ?? new Date(0);
    const over = (instant: string | null) => instant !== null && read >= new Date(instant);
    const { terms } = offering;
    if (offering.state === 'open' && over(terms.bookClosesAt) && !offering.allottedAt) {
      await this.allotments.allot(ctx, offering);
    }
    if (offering.state === 'open' && over(terms.closesAt)) await this.close(ctx, offering);
    if (offering.state === 'closed') await this.judge(ctx, offering);
    await this.refunds.collectDue(ctx, offering);
    if (offering.state === 'closed') await this.finalise(ctx, offering);
  }

  /** Who has not paid by now is too late, unless a receipt still waits for its second pair of eyes. */
  private async close(ctx: Ctx, offering: Offering): Promise<void> {
    await this.offerings.move(ctx, offering, 'close');
    await this.lapse(ctx, offering);
  }

  private async lapse(ctx: Ctx, offering: Offering): Promise<void> {
    const waiting = new Set((await this.payments.waiting(offering.id)).map((one) => one.reference));
    for (const order of await this.subscriptions.lockStates(offering.id, ['awaiting_payment'])) {
      if (waiting.has(order.reference)) continue;
      await this.refunds.end(
        ctx,
        order,
        'not_paid_in_time',
        'It was not paid before the offering closed.',
      );
    }
  }

  /** The soft cap is judged once every receipt is. */
  private async judge(ctx: Ctx, offering: LaunchedOffering): Promise<void> {
    await this.lapse(ctx, offering);
    if ((await this.payments.waiting(offering.id)).length > 0) return;
    const softCap = BigInt(offering.terms.softCapBaseUnits);
    const raised = await this.subscriptions.paid(offering.id);
    if (raised >= softCap) return;
    const text = (units: bigint) => formatDecimal(units, offering.paymentDecimals);
    offering.failureCode = 'soft_cap_missed';
    offering.failure = `${text(raised)} of the ${text(softCap)} ${offering.paymentSymbol} needed came in.`;
    await this.cancellations.send(ctx, offering, { reason: 'soft_cap_missed' });
  }

  private async finalise(ctx: Ctx, offering: Offering): Promise<void> {
    const open = await this.subscriptions.openCount(offering.id, ENDED);
    if (open > 0 || (await this.payments.anyOwed(offering.id))) return;
    if ((await this.payments.waiting(offering.id)).length > 0) return;
    await this.offerings.move(ctx, offering, 'finalise');
  }
}
