import { createRequire } from 'node:module';
import pg from 'pg';
import { closedLoop, type Loop } from '../lib/closed-loop.ts';
import { inRoot } from '../../scripts/lib/paths.ts';

/** As much of pg-boss as is used here. */
interface Boss {
  on(event: 'error', heard: (error: Error) => void): void;
  start(): Promise<unknown>;
  createQueue(name: string): Promise<void>;
  send(name: string, data: object): Promise<string | null>;
  stop(options: { graceful: boolean }): Promise<void>;
}

const PAYLOAD = {
  kind: 'wallet.register',
  to: `0x${'00'.repeat(20)}`,
  data: `0x${'00'.repeat(100)}`,
};

/** The most anybody can do: one small row per transaction, nothing else, on connections of their own. */
export async function insertRows(
  url: string,
  callers: number,
  milliseconds: number,
): Promise<Loop> {
  const clients = await Promise.all(
    Array.from({ length: callers }, async () => {
      const client = new pg.Client({ connectionString: url });
      await client.connect();
      return client;
    }),
  );
  try {
    await clients[0]?.query(
      'CREATE TABLE plain (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, data jsonb NOT NULL)',
    );
    const insert = {
      name: 'insert',
      text: 'INSERT INTO plain (data) VALUES ($1)',
      values: [JSON.stringify(PAYLOAD)],
    };
    return await closedLoop(callers, milliseconds, endless, async (_, caller) =>
      clients[caller]?.query(insert),
    );
  } finally {
    await Promise.all(clients.map((client) => client.end()));
  }
}

/** pg-boss: one job row per call; no idempotency, no audit, no business row. */
export async function sendJobs(url: string, callers: number, milliseconds: number): Promise<Loop> {
  const load = createRequire(inRoot('bench', 'peers', 'package.json'));
  const { PgBoss } = (await import(load.resolve('pg-boss'))) as {
    PgBoss: new (options: object) => Boss;
  };
  const boss = new PgBoss({
    connectionString: url,
    max: callers,
    supervise: false,
    schedule: false,
  });
  let trouble: Error | undefined;
  boss.on('error', (error) => (trouble = error));
  await boss.start();
  try {
    await boss.createQueue('bench');
    return await closedLoop(callers, milliseconds, endless, async () => {
      if (trouble) throw trouble;
      return boss.send('bench', PAYLOAD);
    });
  } finally {
    await boss.stop({ graceful: false });
  }
}

/** Items enough for any time. */
const endless = Array.from({ length: 1_000_000 }, (_, i) => i);
