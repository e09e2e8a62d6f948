import { mkdtempSync, rmSync, chmodSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { migrate } from '../../migrations/run.ts';
import { freePort } from '../../scripts/lib/ports.ts';
import { removeCluster } from '../../scripts/lib/postgres-home.ts';
import { createDatabase, type RunningPostgres, startPostgres } from '../../scripts/lib/postgres.ts';
import { Backup } from './backup.ts';
import { SOMEBODY } from './doors.ts';
import { endProcess } from '../../scripts/lib/processes.ts';

const TEMPLATE = 'faults_template';

/**
 * What the test itself keeps, in a schema beside the product's: who asked for what, every fact given
 * and taken back, and the sums at each commit of the ledger (by a trigger at the end of its
 * transaction, so that no moment in between is missed).
 */
const NOTEBOOK = `
  CREATE SCHEMA faults;
  CREATE TABLE faults.intent (key text PRIMARY KEY, operation_id uuid);
  INSERT INTO api.user_account (id, email_sealed, email_index, name_sealed, password_hash, created_at)
    VALUES ('${SOMEBODY}', '', '', '', 'none', now());
  CREATE TABLE faults.fact (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, verb text NOT NULL,
    event text NOT NULL, block_number bigint NOT NULL, block_hash text NOT NULL,
    log_index integer NOT NULL);
  CREATE TABLE faults.committed (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    block_number bigint NOT NULL, block_hash text NOT NULL, token text NOT NULL,
    holdings numeric NOT NULL, supply numeric NOT NULL);
  CREATE FUNCTION faults.note_sums() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO faults.committed (block_number, block_hash, token, holdings, supply)
    SELECT c.block_number, '0x' || encode(c.block_hash, 'hex'), '0x' || encode(s.token, 'hex'),
      coalesce((SELECT sum(balance) FROM api.holding h WHERE h.token = s.token), 0), s.supply
    FROM api.ledger_cursor c CROSS JOIN api.token_supply s;
    RETURN NULL;
  END $$;
  CREATE CONSTRAINT TRIGGER note_sums AFTER UPDATE ON api.ledger_cursor
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION faults.note_sums();
`;

/** A PostgreSQL of its own that can be stopped and started, with a fresh database per schedule. */
export class Lane {
  private server: RunningPostgres | null = null;
  private last: Promise<unknown> = Promise.resolve();
  private readonly folder: string;
  readonly port: number;

  private constructor(folder: string, port: number) {
    this.folder = folder;
    this.port = port;
  }

  static async open(): Promise<Lane> {
    const folder = mkdtempSync(join(tmpdir(), 'cadastre-faults-'));
    chmodSync(folder, 0o755);
    const lane = new Lane(folder, await freePort());
    await lane.start();
    // A killed server loses nothing, for the machine goes on; only its disk need not be waited for.
    await lane.sql('postgres', 'ALTER SYSTEM SET fsync = off');
    await lane.sql('postgres', 'SELECT pg_reload_conf()');
    const template = await createDatabase(lane.url('postgres'), TEMPLATE);
    await migrate(template);
    await lane.sql(TEMPLATE, NOTEBOOK);
    return lane;
  }

  url(database: string, port = this.port): string {
    const url = new URL(this.server?.url ?? 'postgres://unknown');
    url.port = String(port);
    url.pathname = `/${database}`;
    return url.href;
  }

  /** A migrated database. */
  async database(name: string): Promise<void> {
    await this.sql('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await createDatabase(this.url('postgres'), name, TEMPLATE);
  }

  async drop(name: string): Promise<void> {
    await this.sql('postgres', `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  }

  /** One statement on a connection of its own. */
  async sql<Row extends pg.QueryResultRow>(
    database: string,
    text: string,
    values: unknown[] = [],
  ): Promise<Row[]> {
    const client = new pg.Client({ connectionString: this.url(database) });
    client.on('error', () => undefined);
    await client.connect();
    try {
      // Without values a text of several statements is allowed.
      return (await (values.length > 0 ? client.query<Row>(text, values) : client.query<Row>(text)))
        .rows;
    } finally {
      await client.end();
    }
  }

  async start(): Promise<void> {
    this.server = await startPostgres({
      dataDir: join(this.folder, 'data'),
      port: this.port,
      logFile: join(this.folder, 'postgres.log'),
    });
  }

  /** Stops the server, in order or at once, and starts it again. */
  restart(how: 'fast' | 'crash', downMs: number): Promise<void> {
    return this.alone(async () => {
      await endProcess(this.server?.pid ?? 0, how === 'fast' ? 'SIGINT' : 'SIGQUIT', 10_000);
      await sleep(downMs);
      await this.start();
    });
  }

  /** Cuts every connection to a database, from the server's side. */
  terminate(database: string): Promise<void> {
    return this.alone(async () => {
      await this.sql(
        'postgres',
        'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1',
        [database],
      );
    });
  }

  /** A copy of a database as it is now; whoever writes goes on. */
  backup(name: string): Promise<Backup> {
    const folder = join(this.folder, `backup-of-${name}`);
    return this.alone(() => Backup.take((text) => this.sql(name, text), folder));
  }

  /** Puts a copy in the place of the database, which nobody may need any more. */
  putBack(name: string, backup: Backup): Promise<void> {
    return this.alone(async () => {
      await this.database(name);
      await backup.fill((text) => this.sql(name, text));
      backup.discard();
    });
  }

  /** What is done to the server, and what needs it to be there, one after the other. */
  alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.last.then(work);
    this.last = done.catch(() => undefined);
    return done;
  }

  async close(): Promise<void> {
    await this.server?.stop();
    removeCluster(join(this.folder, 'data'));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
