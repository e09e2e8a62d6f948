import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import pg from 'pg';
import { Config } from '../platform/config.js';
import { NodeKey } from '../platform/keys.js';
import { logLine } from '../platform/logger.js';
import { OneAtATime } from '../platform/pool.js';
import { toBytes } from '../storage/bytes.js';
import type { Sql } from '../storage/database.js';
import { Leader, LostLead } from './leader.js';

/** The lock's name; any number that nothing else in the database locks. */
const LOCK = 0x0c_ad_a5;

/** A leader that has asked nothing of the database for this long hangs, and its connection is cut. */
const LONGEST_SILENCE_SECONDS = 30;
/** So often it asks by itself, however long a beat waits for its sources. */
const SIGN_OF_LIFE_MS = 5_000;

/** Who could not do a leader's work for this long (a clock that is wrong, an empty account) lets another try. */
const LONGEST_STUMBLING_MS = 10_000;
/** And does not take the lead again for this long. */
const REST_MS = 30_000;

/**
 * Where the nodes share a database: whoever has a Postgres session advisory lock, on a connection of its own, so that
 * the lock falls with the connection. Each taking of it begins a new epoch, stored; what a node writes for an epoch
 * that is over is rolled back, however long the node was paused in between.
 */
@Injectable()
export class LockLeader extends Leader implements OnApplicationShutdown {
  private readonly logger = new Logger('leader');
  /** A connection answers one question at a time. */
  private readonly queue = new OneAtATime();
  private client: pg.Client | null = null;
  /** Of the lead that this node has or had last. */
  private epoch = '0';
  private alive: NodeJS.Timeout | null = null;
  private stumblesSince: number | null = null;
  private restsUntil = 0;
  leading = false;
  /** Whatever the node before promised is in the database, in an open report. */
  readonly asksForPromises = false;

  constructor(
    private readonly config: Config,
    private readonly key: NodeKey,
  ) {
    super();
  }

  /** Takes the lock if it is free. Answers whether this process leads, asked anew of the database. */
  lead(): Promise<boolean> {
    return this.queue.do(() => this.ask());
  }

  private async ask(): Promise<boolean> {
    const before = this.leading;
    if (this.stumblesSince !== null && Date.now() - this.stumblesSince > LONGEST_STUMBLING_MS) {
      this.restsUntil = Date.now() + REST_MS;
      this.stumblesSince = null;
      await this.drop();
    }
    try {
      this.client ??= await this.connect();
      this.leading = this.leading ? await this.holds(this.client) : await this.mayTake(this.client);
    } catch {
      await this.drop();
    }
    if (before !== this.leading) {
      const event = this.leading ? 'leader_gained' : 'leader_lost';
      this.logger.log(logLine(event, { epoch: this.epoch }));
    }
    return this.leading;
  }

  get term(): string {
    return this.epoch;
  }

  stumbled(): void {
    this.stumblesSince ??= Date.now();
  }

  stands(): void {
    this.stumblesSince = null;
  }

  leadsFeed(): Promise<boolean> {
    return Promise.resolve(this.leading);
  }

  maySend(): Promise<boolean> {
    return this.lead();
  }

  async fence(sql: Sql): Promise<void> {
    // Shared with nobody who begins a new epoch, until the transaction is through.
    const [row] = await sql<{ epoch: string }>('SELECT epoch FROM oracle.leader FOR SHARE');
    if (!this.leading || row?.epoch !== this.epoch) {
      throw new LostLead(`epoch ${this.epoch} is over, ${row?.epoch ?? 'none'} has begun`);
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.drop();
  }

  private async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: this.config.env.DATABASE_URL,
      application_name: 'cadastre-oracle-leader',
      keepAlive: true,
    });
    client.on('error', () => {
      this.leading = false;
      this.client = null;
    });
    await client.connect();
    return client;
  }

  private async mayTake(client: pg.Client): Promise<boolean> {
    return Date.now() >= this.restsUntil && this.take(client);
  }

  private async take(client: pg.Client): Promise<boolean> {
    const locked = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock($1) AS taken',
      [LOCK],
    );
    if (!locked.rows[0]?.taken) {
      await this.cutSilent(client);
      return false;
    }
    const { rows } = await client.query<{ epoch: string }>(
      `INSERT INTO oracle.leader AS l (epoch, holder, since) VALUES (1, $1, now())
       ON CONFLICT (single) DO UPDATE SET epoch = l.epoch + 1, holder = $1, since = now()
       RETURNING epoch`,
      [toBytes(this.key.address)],
    );
    this.epoch = rows[0]?.epoch ?? '0';
    this.alive ??= setInterval(() => this.leading && void this.lead(), SIGN_OF_LIFE_MS).unref();
    return true;
  }

  /** The lock of a process that hangs, or whose machine is gone, would be kept for hours by its connection. */
  private async cutSilent(client: pg.Client): Promise<void> {
    await client.query(
      `SELECT pg_terminate_backend(a.pid) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.classid = 0 AND l.objsubid = 1 AND l.granted
         AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
         AND a.state = 'idle' AND a.state_change < now() - make_interval(secs => $2)`,
      [LOCK, LONGEST_SILENCE_SECONDS],
    );
  }

  private async holds(client: pg.Client): Promise<boolean> {
    const result = await client.query<{ held: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = $1
           AND classid = 0 AND objsubid = 1 AND pid = pg_backend_pid() AND granted)
         AND EXISTS (SELECT 1 FROM oracle.leader WHERE epoch = $2) AS held`,
      [LOCK, this.epoch],
    );
    return result.rows[0]?.held ?? false;
  }

  private async drop(): Promise<void> {
    const client = this.client;
    this.client = null;
    this.leading = false;
    if (this.alive) clearInterval(this.alive);
    this.alive = null;
    // Said aloud, the next leader need not wait for the server to notice the closed connection.
    await client?.query('SELECT pg_advisory_unlock_all()').catch(() => undefined);
    await client?.end().catch(() => undefined);
  }
}
