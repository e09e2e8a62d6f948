import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Fact, FactHandler, LedgerContract } from './fact.js';

/** Told, in the rollback's transaction, that no block above `ancestor` counts any more. */
export type RollbackHandler = (em: EntityManager, ancestor: number) => Promise<void>;

/**
 * The door up from the chain: domains say which events mean something to them. The ledger knows
 * no domain.
 */
@Injectable()
export class Ledger {
  private readonly handlers = new Map<string, FactHandler[]>();
  private readonly rollbacks: RollbackHandler[] = [];

  /** Registers a domain's reading of an event. Handlers of one event run in this order. */
  on(contract: LedgerContract, event: string, handler: FactHandler): void {
    const key = `${contract}.${event}`;
    this.handlers.set(key, [...(this.handlers.get(key) ?? []), handler]);
  }

  /** Whether anybody wants the event: of transfers there are too many to make facts for nobody. */
  hears(contract: LedgerContract, event: string): boolean {
    return this.handlers.has(`${contract}.${event}`);
  }

  onRollback(handler: RollbackHandler): void {
    this.rollbacks.push(handler);
  }

  /** Hands facts to their domains, in the order given. */
  async apply(em: EntityManager, facts: Fact[]): Promise<void> {
    for (const fact of facts) {
      for (const handler of this.handlersOf(fact)) await handler.apply(em, fact);
    }
  }

  /** Takes facts back, in the order given (newest first), handlers in reverse. */
  async retract(em: EntityManager, facts: Fact[], ancestor: number): Promise<void> {
    for (const fact of facts) {
      for (const handler of [...this.handlersOf(fact)].reverse()) await handler.retract(em, fact);
    }
    for (const rollback of this.rollbacks) await rollback(em, ancestor);
  }

  private handlersOf(fact: Fact): readonly FactHandler[] {
    return this.handlers.get(`${fact.contract}.${fact.event}`) ?? [];
  }
}
