import { EventEmitter } from 'node:events';
import { Logger } from '@nestjs/common';
import pg from 'pg';

/** Held until `signal` aborts (the connection broke: somebody else may hold it now) or released. */
export interface Lock {
  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/** First key of our advisory locks, so that they meet nobody else's in a shared database. */
const LOCK_SPACE = 0x43_41_44_41;
const RECONNECT_MS = 500;

/**
 * One dedicated connection per process for what a pool cannot do: session locks (leadership) and
 * LISTEN. It must reach Postgres itself or a pooler in session mode. When it breaks, every lock is
 * lost at once and it connects again by itself.
 */
export class Session {
  private readonly logger = new Logger('session');
  private readonly channels = new EventEmitter().setMaxListeners(0);
  private client: pg.Client | null = null;
  private connecting: Promise<pg.Client> | null = null;
  private lost = new AbortController();
  private closed = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly databaseUrl: string) {}

  /**
   * Calls `heard` for each notification; the answer stops it. Notifications while the connection is
   * down are lost: listeners must also look for themselves now and then.
   */
  async listen(channel: string, heard: (payload: string) => void): Promise<() => void> {
    const first = this.channels.listenerCount(channel) === 0;
    this.channels.on(channel, heard);
    if (first) {
      const client = await this.connect();
      await this.ask(client, `LISTEN ${pg.escapeIdentifier(channel)}`);
    }
    return () => this.channels.off(channel, heard);
  }

  /** Takes the named lock if nobody holds it; null otherwise. */
  async tryLock(name: string): Promise<Lock | null> {
    const client = await this.connect();
    const signal = this.lost.signal;
    const { rows } = await this.ask(
      client,
      'SELECT pg_try_advisory_lock($1, hashtext($2)) AS taken',
      [LOCK_SPACE, name],
    );
    if (rows[0]?.['taken'] !== true) return null;
    return {
      signal,
      release: async () => {
        if (signal.aborted || this.client !== client) return;
        const unlock = 'SELECT pg_advisory_unlock($1, hashtext($2))';
        await this.ask(client, unlock, [LOCK_SPACE, name]);
      },
    };
  }

  /** One statement at a time: many loops share the connection. */
  private ask(
    client: pg.Client,
    text: string,
    values: unknown[] = [],
  ): Promise<pg.QueryResult<Record<string, unknown>>> {
    const answer = this.last.then(() => client.query<Record<string, unknown>>(text, values));
    this.last = answer.catch(() => undefined);
    return answer;
  }

  async close(): Promise<void> {
    this.closed = true;
    this.lost.abort();
    await this.client?.end().catch(() => undefined);
    this.client = null;
  }

  private connect(): Promise<pg.Client> {
    if (this.closed) return Promise.reject(new Error('the session is closed'));
    if (this.client) return Promise.resolve(this.client);
    this.connecting ??= this.open().finally(() => (this.connecting = null));
    return this.connecting;
  }

  private async open(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.databaseUrl,
      keepAlive: true,
      application_name: 'cadastre session',
    });
    client.on('notification', ({ channel, payload }) => this.channels.emit(channel, payload ?? ''));
    client.on('error', (error) => this.drop(client, error.message));
    client.on('end', () => this.drop(client, 'ended'));
    await client.connect();
    for (const channel of this.channels.eventNames()) {
      await client.query(`LISTEN ${pg.escapeIdentifier(String(channel))}`);
    }
    this.lost = new AbortController();
    this.client = client;
    return client;
  }

  private drop(client: pg.Client, reason: string): void {
    if (this.client !== client) return;
    this.client = null;
    this.lost.abort();
    if (this.closed) return;
    this.logger.warn(`session_lost reason=${reason}`);
    setTimeout(() => void this.reopen(), RECONNECT_MS).unref();
  }

  /** Listeners want their notifications back even if nobody asks for a lock. */
  private async reopen(): Promise<void> {
    if (this.closed || this.client) return;
    await this.connect().catch(() => {
      setTimeout(() => void this.reopen(), RECONNECT_MS).unref();
    });
  }
}
