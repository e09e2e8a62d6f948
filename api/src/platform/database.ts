import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';

/**
 * The unit of work. A request that changes something, a ledger range and a worker step each run in
 * one SQL transaction; whoever asks for `em` inside it writes into that very transaction.
 */
@Injectable()
export class Database {
  private readonly current = new AsyncLocalStorage<EntityManager>();

  constructor(readonly dataSource: DataSource) {}

  /** The running transaction's manager, or a plain one that commits each statement. */
  get em(): EntityManager {
    return this.current.getStore() ?? this.dataSource.manager;
  }

  /** Runs `work` in one transaction; joins the running one if there is one. */
  transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const running = this.current.getStore();
    return running ? work(running) : this.independent(work);
  }

  /** Runs `work` in a transaction of its own that stays even if the caller's rolls back. */
  independent<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    return this.dataSource.transaction((em) => this.current.run(em, () => work(em)));
  }

  /** Raw SQL through the unit of work. Rows come back as the driver gives them (NUMERIC as text). */
  sql<Row>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.em.query<Row[]>(text, parameters);
  }

  /** Wakes listeners of `channel` when, and only if, this transaction commits. */
  async notify(channel: string, payload = ''): Promise<void> {
    await this.em.query('SELECT pg_notify($1, $2)', [channel, payload]);
  }
}
