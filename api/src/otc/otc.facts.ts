import { can, otcOrderMachine } from '@cadastre/core';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { intArg, textArg } from '../chain/ledger/decode.js';
import { ctxOf, type Fact } from '../chain/ledger/fact.js';
import { Ledger } from '../chain/ledger/ledger.js';
import type { OtcOrder } from './otc.entity.js';
import { OtcStore } from './otc-store.js';

/**
 * What the board's events mean to orders, whoever sent the transaction. The event names the resting order; the
 * one it was matched with is known by our command. An order that others matched elsewhere shows more than is
 * left until its next trade; the contract refuses what would go beyond it.
 */
@Injectable()
export class OtcFactsReader implements OnModuleInit {
  constructor(
    private readonly ledger: Ledger,
    private readonly store: OtcStore,
  ) {}

  onModuleInit(): void {
    this.ledger.on('Settlement', 'Traded', {
      apply: (_, fact) => this.traded(fact, true),
      retract: (_, fact) => this.traded(fact, false),
    });
    this.ledger.on('Settlement', 'NoncesCancelled', {
      apply: (_, fact) => this.cancelled(fact, true),
      retract: (_, fact) => this.cancelled(fact, false),
    });
  }

  private async traded(fact: Fact, counts: boolean): Promise<void> {
    const resting = await this.store.byHash(textArg(fact.args, 'orderHash'));
    const known = counts
      ? [resting, await this.store.byMatch(fact.commandId)]
      : await this.store.byTrade(fact);
    for (const order of known) if (order) await this.filled(order, fact, counts);
  }

  private async filled(order: OtcOrder, fact: Fact, counts: boolean): Promise<void> {
    const [amount, paid] = [intArg(fact.args, 'amount'), intArg(fact.args, 'paid')];
    order.filled += counts ? amount : -amount;
    if (counts) {
      const [seller, buyer] = [textArg(fact.args, 'seller'), textArg(fact.args, 'buyer')];
      await this.store.traded(order, fact, seller, buyer, amount, paid);
    } else await this.store.untraded(order, fact);
    if (counts && order.filled === order.amount && can(otcOrderMachine, order.state, 'complete')) {
      this.store.move(order, 'complete');
    }
    if (!counts && order.state === 'filled') this.store.move(order, 'fill_retracted');
    if (order.matchOperationId === fact.commandId) order.matchPending = !counts;
    await this.store.save(ctxOf(fact), order, counts ? 'filled' : 'fill_retracted', {
      amount: amount.toString(),
      paid: paid.toString(),
    });
  }

  private async cancelled(fact: Fact, counts: boolean): Promise<void> {
    const [word, mask] = [intArg(fact.args, 'word'), intArg(fact.args, 'mask')];
    const event = counts ? 'cancel' : 'cancel_retracted';
    for (const order of await this.store.byNonces(textArg(fact.args, 'maker'), word, mask)) {
      if (!can(otcOrderMachine, order.state, event)) continue;
      this.store.move(order, event);
      await this.store.save(ctxOf(fact), order, event);
    }
  }
}
