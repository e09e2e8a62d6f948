import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { NestFactory } from '@nestjs/core';
import { readConfig } from '@cadastre/api';
import { ChainModule, ChainWorkers, PlatformModule, Workers } from '@cadastre/api/chain';
import type { Ask, Scene } from './checks.ts';
import { environment } from './slot.ts';

const PATIENCE_MS = 20_000;

/** What tells how the ledger came to stand where it does, and the outbox's own tables. */
const NOT_PROJECTED =
  /^(ledger_(block|cursor|event|pending_block|branch_log)|chain_(signer|reconciliation))$/;
/** Columns that say when or by whom, not what: a new database knows no commands. */
const NOT_COMPARED = ['command_id', 'recorded_at', 'updated_at'];

/** A second ledger, in a new database and from the first block, holds the same rows, to the byte. */
export async function checkReindex(scene: Scene, ask: Ask): Promise<string[]> {
  const { lane, node, plan, origin, folder } = scene;
  const [cursor] = await ask<{ number: string; hash: string }>(
    `SELECT block_number AS number, encode(block_hash, 'hex') AS hash FROM api.ledger_cursor`,
  );
  const fresh = `${scene.database}_again`;
  await lane.database(fresh);
  const before = await rowCounts(lane.url(fresh));
  const config = readConfig(
    environment(node.url, lane.url(fresh), {
      nodeUrl: node.url,
      nodes: 1,
      databasePort: lane.port,
      databaseUrl: (port) => lane.url(fresh, port),
      deploymentFile: origin.deploymentFile,
      confirmations: plan.confirmations,
      folder,
    }),
  );
  const app = await NestFactory.createApplicationContext(
    { module: ChainModule, imports: [PlatformModule.with(() => config)] },
    { logger: ['fatal', 'error'], abortOnError: false },
  );
  const client = new pg.Client({ connectionString: lane.url(fresh) });
  await client.connect();
  try {
    app.get(Workers).start();
    const deadline = Date.now() + PATIENCE_MS;
    while (Date.now() < deadline) {
      const { rows } = await client.query<{ hash: string }>(
        `SELECT encode(block_hash, 'hex') AS hash FROM api.ledger_cursor`,
      );
      if (rows[0]?.hash === cursor?.hash) break;
      await sleep(20);
    }
    if (Date.now() >= deadline) {
      return [
        `the second ledger did not reach block ${cursor?.number ?? ''}: ${app.get(ChainWorkers).follower?.trouble ?? ''}`,
      ];
    }
    const again: Ask = async <Row extends pg.QueryResultRow>(
      text: string,
      values: unknown[] = [],
    ) => (await client.query<Row>(text, values)).rows;
    const filled = Object.entries(await rowCounts(lane.url(fresh)))
      .filter(([table, count]) => count > (before[table] ?? 0) && !NOT_PROJECTED.test(table))
      .map(([table]) => table);
    if (filled.length === 0) return ['the second ledger projected nothing'];
    const failures: string[] = [];
    for (const table of filled) failures.push(...(await compare(table, ask, again)));
    return failures;
  } finally {
    await client.end();
    await app.close();
    await lane.drop(fresh);
  }
}

async function rowCounts(url: string): Promise<Record<string, number>> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ table: string; count: string }>(
      `SELECT c.relname AS table, (xpath('/row/n/text()', query_to_xml(
         format('SELECT count(*) AS n FROM api.%I', c.relname), false, true, '')))[1]::text AS count
       FROM pg_class c WHERE c.relnamespace = 'api'::regnamespace AND c.relkind = 'r'`,
    );
    return Object.fromEntries(rows.map(({ table, count }) => [table, Number(count)]));
  } finally {
    await client.end();
  }
}

/** Rows that only one of the two has. */
async function compare(table: string, first: Ask, second: Ask): Promise<string[]> {
  const text = `SELECT (to_jsonb(t) - $1::text[])::text AS row FROM api.${pg.escapeIdentifier(table)} t`;
  const read = async (ask: Ask) =>
    new Set((await ask<{ row: string }>(text, [NOT_COMPARED])).map(({ row }) => row));
  const [lived, indexed] = [await read(first), await read(second)];
  const only = (mine: Set<string>, other: Set<string>) =>
    [...mine].filter((row) => !other.has(row));
  return [
    ...only(lived, indexed).map((row) => `${table}: only the ledger that lived it has ${row}`),
    ...only(indexed, lived).map((row) => `${table}: only the fresh re-index has ${row}`),
  ];
}
