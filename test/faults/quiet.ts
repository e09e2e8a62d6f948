import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Lane } from './lane.ts';
import type { ScheduleNode } from './node.ts';
import type { Losses } from './restore.ts';

const PATIENCE_MS = 45_000;
/** A key compares its nonce with the chain's before it signs, and every half minute while it is idle. */
const COMPARE_MS = 35_000;
const LOOK_MS = 60;

export interface Quiet {
  states: Record<string, number>;
  /** What did not come to rest in time. */
  trouble: string | null;
}

interface Ground {
  node: ScheduleNode;
  lane: Lane;
  database: string;
  confirmations: number;
  losses: Losses;
}

interface Rest {
  open: string;
  moved: string;
  number: string | null;
  hash: string | null;
}

/** Open commands, ended ones whose block the ledger knows otherwise, and where the ledger stands. */
const REST = `SELECT
  (SELECT count(*) FROM api.chain_command WHERE state IN
    ('queued', 'simulated', 'signed', 'sent', 'mined')) AS open,
  (SELECT count(*) FROM api.chain_command c JOIN api.ledger_block b ON b.number = c.block_number
    WHERE b.hash <> c.block_hash) AS moved,
  (SELECT block_number FROM api.ledger_cursor) AS number,
  (SELECT '0x' || encode(block_hash, 'hex') FROM api.ledger_cursor) AS hash`;

/**
 * Waits until every command has ended and the ledger stands at the last final block; mining is off then.
 * Where a database was restored, what it had forgotten may have been mined last of all: of that a key learns
 * when it compares.
 */
export async function quiet({
  node,
  lane,
  database,
  confirmations,
  losses,
}: Ground): Promise<Quiet> {
  const client = new pg.Client({ connectionString: lane.url(database) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    const deadline = Date.now() + PATIENCE_MS;
    const look = async (): Promise<Rest> => (await client.query<Rest>(REST)).rows[0] as Rest;
    let rest = await look();
    const until = async (fits: () => boolean | Promise<boolean>) => {
      rest = await look();
      while (!(await fits()) && Date.now() < deadline) {
        await sleep(LOOK_MS);
        rest = await look();
      }
    };
    const caughtUp = async () => {
      const head = await node.head();
      const target = head.number - confirmations + 1;
      const block = await node.call<{ hash: string }>(
        'eth_getBlockByNumber',
        `0x${target.toString(16)}`,
        false,
      );
      return Number(rest.number) === target && rest.hash === block.hash;
    };
    while (Date.now() < deadline) {
      node.startMining(LOOK_MS);
      await until(() => rest.open === '0' && rest.moved === '0');
      await node.stopMining();
      await until(async () => rest.open !== '0' || (rest.moved === '0' && (await caughtUp())));
      if (rest.open === '0' && Date.now() < deadline) {
        if (losses.restores > 0) await compared(client, node);
        return { states: await states(client), trouble: null };
      }
    }
    const head = await node.head();
    const trouble =
      `not quiet after ${PATIENCE_MS / 1000} s: ${rest.open} commands open, ${rest.moved} ended in a ` +
      `block that is no more, ledger at ${rest.number ?? 'no block'} of ${head.number}\n${await open(client)}`;
    return { states: await states(client), trouble };
  } finally {
    await client.end();
  }
}

/** Waits, no longer than a key takes to compare, until each has the chain's next nonce; whether it has is checked later. */
async function compared(client: pg.Client, node: ScheduleNode): Promise<void> {
  const deadline = Date.now() + COMPARE_MS;
  const agree = async (): Promise<boolean> => {
    const { rows } = await client.query<{ address: string; next: string }>(
      `SELECT '0x' || encode(address, 'hex') AS address, next_nonce AS next FROM api.chain_signer`,
    );
    const counts = await Promise.all(
      rows.map(({ address }) => node.call<string>('eth_getTransactionCount', address, 'latest')),
    );
    return rows.every(({ next }, i) => Number(next) === Number(counts[i]));
  };
  while (!(await agree()) && Date.now() < deadline) await sleep(LOOK_MS);
}

async function states(client: pg.Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ state: string; count: string }>(
    'SELECT state, count(*) FROM api.chain_command GROUP BY state',
  );
  return Object.fromEntries(rows.map(({ state, count }) => [state, Number(count)]));
}

async function open(client: pg.Client): Promise<string> {
  const { rows } = await client.query<Record<string, unknown>>(
    `SELECT c.kind, c.signer, c.state, c.nonce, (SELECT string_agg(state, ' → ' ORDER BY e.id)
       FROM api.chain_command_event e WHERE e.command_id = c.id) AS timeline
     FROM api.chain_command c WHERE state NOT IN ('confirmed', 'rejected', 'reverted') ORDER BY seq`,
  );
  const signers = await client.query<Record<string, unknown>>(
    'SELECT role, next_nonce, epoch FROM api.chain_signer',
  );
  return [...rows, ...signers.rows].map((row) => `    ${JSON.stringify(row)}`).join('\n');
}
