import { can, type OfferingEvent, offeringMachine } from '@cadastre/core';
import { Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import type { Ctx } from '../platform/context.js';
import { logLine } from '../platform/logger.js';
import { Cancellations } from './cancellation.service.js';
import { ContractPayments } from './contract-payments.service.js';
import { type LaunchedOffering, OfferingStore } from './offering-store.service.js';

type Reading = (ctx: Ctx, offering: LaunchedOffering, fact: Fact) => Promise<void>;

/** What the events of a sale's contract mean here. The chain has the last word. */
@Injectable()
export class OfferingFactsReader implements OnModuleInit {
  private readonly logger = new Logger('offerings');

  constructor(
    private readonly ledger: Ledger,
    private readonly offerings: OfferingStore,
    private readonly cancellations: Cancellations,
    private readonly payments: ContractPayments,
  ) {}

  onModuleInit(): void {
    const { payments } = this;
    this.on('Subscribed', {
      apply: (ctx, offering, fact) => payments.subscribed(ctx, offering, fact),
      retract: (ctx, offering, fact) => payments.unsubscribed(ctx, offering, fact),
    });
    this.on('Delivered', {
      apply: (ctx, offering, fact) => payments.delivered(ctx, offering, fact),
      retract: (ctx, offering, fact) => payments.undelivered(ctx, offering, fact),
    });
    this.on('DeliverySkipped', {
      apply: (ctx, offering, fact) => payments.skipped(ctx, offering, fact),
      retract: (ctx, offering, fact) => payments.unskipped(ctx, offering, fact),
    });
    this.on('Refunded', {
      apply: (ctx, offering, fact) => payments.refunded(ctx, offering, fact),
      retract: (ctx, offering, fact) => payments.unrefunded(ctx, offering, fact),
    });
    this.on('OfferingCancelled', {
      apply: async (ctx, offering) => {
        if (!(await this.move(ctx, offering, 'cancelled'))) return;
        const [code, sentence] = [
          offering.failureCode ?? 'offering_cancelled',
          offering.failure ?? 'The issuer cancelled the offering.',
        ];
        await this.cancellations.endOrders(ctx, offering.id, code, sentence);
      },
      retract: async (ctx, offering) => {
        await this.move(ctx, offering, 'cancel_retracted');
      },
    });
    this.on('OfferingPaused', {
      apply: (ctx, offering, fact) => this.pause(ctx, offering, fact.args['paused'] === true),
      retract: (ctx, offering, fact) => this.pause(ctx, offering, fact.args['paused'] !== true),
    });
  }

  private on(event: string, reading: { apply: Reading; retract: Reading }): void {
    const read = async (fact: Fact, meaning: Reading) => {
      const offering = await this.offerings.byAddress(fact.address);
      if (offering) return meaning(ctxOf(fact), offering, fact);
      // A satellite that is not an offering of ours, or no longer one: an operator should know of its money.
      const about = { event, contract: fact.address, tx: fact.transactionHash };
      this.logger.error(logLine('fact_of_unknown_offering', about));
    };
    this.ledger.on('Offering', event, {
      apply: (_, fact) => read(fact, reading.apply),
      retract: (_, fact) =>
        read(fact, async (ctx, offering) => {
          await this.move(ctx, offering, 'reopen');
          await reading.retract(ctx, offering, fact);
        }),
    });
  }

  private async move(ctx: Ctx, offering: LaunchedOffering, event: OfferingEvent): Promise<boolean> {
    if (!can(offeringMachine, offering.state, event)) return false;
    await this.offerings.move(ctx, offering, event);
    return true;
  }

  private async pause(ctx: Ctx, offering: LaunchedOffering, paused: boolean): Promise<void> {
    offering.paused = paused;
    await this.offerings.save(ctx, offering, paused ? 'offering.pause' : 'offering.unpause');
  }
}
