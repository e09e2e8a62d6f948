import { Injectable } from '@nestjs/common';
import type { Fact, FactHandler, LedgerContract } from './fact.js';

/**
 * The door up from the chain: domains say which events mean something to them. The ledger knows
 * no domain.
 */
@Injectable()
export class Ledger {
  private readonly handlers = new Map<string, FactHandler[]>();

  /** Registers a domain's reading of an event. Handlers of one event run in this order. */
  on(contract: LedgerContract, event: string, handler: FactHandler): void {
    const key = `${contract}.${event}`;
    this.handlers.set(key, [...(this.handlers.get(key) ?? []), handler]);
  }

  /** The handlers of a fact, in order of registration. */
  handlersOf(fact: Pick<Fact, 'contract' | 'event'>): readonly FactHandler[] {
    return this.handlers.get(`${fact.contract}.${fact.event}`) ?? [];
  }
}
