import { AsyncLocalStorage } from 'node:async_hooks';
import { Injectable } from '@nestjs/common';
import type pg from 'pg';
import { DataSource, type EntityManager, QueryFailedError } from 'typeorm';
import { Bells } from './bells.js';
import { uuidv7 } from './ids.js';

type Work = () => Promise<void>;

interface Unit {
  em: EntityManager;
  beforeCommit: Map<string, Work>;
  afterCommit: (() => void)[];
  afterRollback: Work[];
}

/**
 * The unit of work. A request that changes something, a ledger range and a worker step each run in
 * one SQL transaction; whoever asks for `em` inside it writes into that very transaction.
 */
@Injectable()
export class Database {
  private readonly current = new AsyncLocalStorage<Unit>();

  private readonly bells: Bells;

  constructor(readonly dataSource: DataSource) {
    this.bells = new Bells(dataSource);
  }

  /** The running transaction's manager, or a plain one that commits each statement. */
  get em(): EntityManager {
    return this.current.getStore()?.em ?? this.dataSource.manager;
  }

  get inTransaction(): boolean {
    return this.current.getStore() !== undefined;
  }

  /** Runs `work` in one transaction; joins the running one if there is one. */
  transaction<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const running = this.current.getStore();
    return running ? work(running.em) : this.independent(work);
  }

  /** Runs `work` in a transaction of its own that stays even if the caller's rolls back. */
  async independent<T>(work: (em: EntityManager) => Promise<T>): Promise<T> {
    const afterCommit: Unit['afterCommit'] = [];
    const afterRollback: Work[] = [];
    try {
      const result = await this.dataSource.transaction((em) => {
        const unit: Unit = { em, beforeCommit: new Map(), afterCommit, afterRollback };
        return this.current.run(unit, async () => {
          const answer = await work(em);
          await finish(unit.beforeCommit);
          return answer;
        });
      });
      for (const act of afterCommit) act();
      return result;
    } catch (error) {
      for (const undo of afterRollback) await undo();
      throw error;
    }
  }

  /**
   * Runs `work` as one of the running transaction's last acts; a second call with the same key is
   * ignored while the first one waits. For what must be done late so that locks are held shortly (the audit chain).
   */
  beforeCommit(key: string, work: Work): void {
    const { beforeCommit } = this.unit();
    if (!beforeCommit.has(key)) beforeCommit.set(key, work);
  }

  /** Runs `undo` if the running transaction rolls back: for files, which SQL cannot take back. */
  afterRollback(undo: Work): void {
    this.current.getStore()?.afterRollback.push(undo);
  }

  /** Runs `act` once the running transaction is committed, or at once outside of one. */
  afterCommit(act: () => void): void {
    const unit = this.current.getStore();
    if (unit) unit.afterCommit.push(act);
    else act();
  }

  /** Raw SQL through the unit of work. Rows come back as the driver gives them (NUMERIC as text). */
  sql<Row>(text: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.em.query<Row[]>(text, parameters);
  }

  /** The same for a statement that runs very often: each connection plans it once, under its name. */
  async prepared<Row>(name: string, text: string, parameters: unknown[]): Promise<Row[]> {
    const runner = this.current.getStore()?.em.queryRunner;
    if (!runner) throw new Error('a prepared statement needs a running transaction');
    const client = (await runner.connect()) as pg.PoolClient;
    try {
      return (await client.query({ name, text, values: parameters })).rows as Row[];
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      throw new QueryFailedError(text, parameters, error);
    }
  }

  /** A new time-ordered id, for rows whose id must be known before they are written. */
  newId(): string {
    return uuidv7();
  }

  /** Wakes listeners of `channel` soon after, and only if, the running transaction commits. */
  notify(channel: string, payload = ''): void {
    this.afterCommit(() => this.bells.ring(channel, payload));
  }

  private unit(): Unit {
    const running = this.current.getStore();
    if (!running) throw new Error('this needs a running transaction');
    return running;
  }
}

/** Until none is left: a last act may ask for another, even for itself again. */
async function finish(acts: Map<string, Work>): Promise<void> {
  for (let [next] = acts; next; [next] = acts) {
    const [key, act] = next;
    acts.delete(key);
    await act();
  }
}
