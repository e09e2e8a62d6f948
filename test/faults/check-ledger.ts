import { AssetToken__factory } from '@cadastre/contracts';
import type { Ask, Scene } from './checks.ts';

const TOKEN = AssetToken__factory.createInterface();

interface Sums {
  block_number: string;
  block_hash: string;
  token: string;
  holdings: string;
  supply: string;
}

/** Σ holdings = totalSupply at every commit of the ledger, and both are the chain's at that very block. */
export async function checkSums({ node, origin }: Scene, ask: Ask): Promise<string[]> {
  const rows = await ask<Sums>(
    'SELECT block_number, block_hash, token, holdings, supply FROM faults.committed ORDER BY id',
  );
  if (rows.length === 0) return ['the ledger never committed a supply'];
  return rows.flatMap((row) => {
    const at = `at block ${row.block_number} (${row.block_hash}) of ${row.token}`;
    const failures: string[] = [];
    if (row.holdings !== row.supply) {
      failures.push(`${at} the holdings add up to ${row.holdings} and the supply is ${row.supply}`);
    }
    const real =
      row.token === origin.token.toLowerCase() ? node.supplies.get(row.block_hash) : undefined;
    if (real !== undefined && real !== BigInt(row.supply)) {
      failures.push(`${at} the ledger has a supply of ${row.supply}, the chain of ${real}`);
    }
    return failures;
  });
}

/** Every balance the ledger gives, after each block that changed it, is the chain's own answer. */
export async function checkHoldings({ node }: Scene, ask: Ask): Promise<string[]> {
  const changes = await ask<{ token: string; holder: string; block: string; balance: string }>(
    `SELECT '0x' || encode(token, 'hex') AS token, '0x' || encode(holder, 'hex') AS holder,
       block_number AS block, balance FROM api.holding_change
     UNION ALL SELECT '0x' || encode(h.token, 'hex'), '0x' || encode(h.holder, 'hex'),
       c.block_number, h.balance FROM api.holding h CROSS JOIN api.ledger_cursor c`,
  );
  const failures = await Promise.all(
    changes
      .filter(({ block }) => Number(block) >= node.firstBlock)
      .map(async ({ token, holder, block, balance }) => {
        const answer = await node.call<string>(
          'eth_call',
          { to: token, data: TOKEN.encodeFunctionData('balanceOf', [holder]) },
          `0x${Number(block).toString(16)}`,
        );
        if (BigInt(answer) === BigInt(balance)) return [];
        return [
          `${holder} has ${balance} of ${token} at block ${block}, on the chain ${BigInt(answer)}`,
        ];
      }),
  );
  return failures.flat();
}

interface FactRow {
  name: string;
  verbs: string[];
}

/** Every fact was given once, taken back before it was given again, and what stands is what the journal has. */
export async function checkFacts(_scene: Scene, ask: Ask): Promise<string[]> {
  const facts = await ask<FactRow>(
    `SELECT block_number || '/' || log_index || ' ' || block_hash AS name,
       array_agg(verb ORDER BY id) AS verbs FROM faults.fact GROUP BY 1`,
  );
  const failures = facts.flatMap(({ name, verbs }) =>
    verbs.every((verb, i) => verb === (i % 2 === 0 ? 'apply' : 'retract'))
      ? []
      : [`the fact ${name} was told as ${verbs.join(', ')}`],
  );
  const standing = facts.filter(({ verbs }) => verbs.at(-1) === 'apply').map(({ name }) => name);
  const journal = await journalled(ask);
  const kept = new Set(journal.map(({ block, index, hash }) => `${block}/${index} ${hash}`));
  for (const name of standing) {
    if (!kept.has(name)) failures.push(`the fact ${name} stands and is not in the journal`);
  }
  if (standing.length < kept.size) {
    failures.push(`${kept.size} facts are in the journal, ${standing.length} were told`);
  }
  return failures;
}

interface Journalled {
  block: string;
  hash: string;
  index: number;
}

/** Every log the ledger keeps. */
async function journalled(ask: Ask): Promise<Journalled[]> {
  const logs = await ask<Journalled>(
    `SELECT block_number AS block, '0x' || encode(block_hash, 'hex') AS hash, log_index AS index
     FROM api.ledger_log`,
  );
  if (!(await exists(ask, 'api.ledger_transfer'))) return logs;
  const transfers = await ask<Journalled>(
    `SELECT t.block_number AS block, '0x' || encode(b.hash, 'hex') AS hash, t.log_index AS index
     FROM api.ledger_transfer t JOIN api.ledger_block b ON b.number = t.block_number`,
  );
  return [...logs, ...transfers];
}

async function exists(ask: Ask, table: string): Promise<boolean> {
  const [found] = await ask<{ there: boolean }>('SELECT to_regclass($1) IS NOT NULL AS there', [
    table,
  ]);
  return found?.there ?? false;
}

interface Told {
  first: string;
  last: string;
  outcome: 'pending' | 'final' | 'retracted';
  block: string;
  hash: string;
}

/** What may be told of a block after what; a block that comes back is told anew. */
const NEXT: Record<string, readonly string[]> = {
  nothing: ['pending', 'final'],
  pending: ['final', 'retracted'],
  final: ['retracted'],
  retracted: ['pending', 'final'],
};

/** Outside consumers: numbers without a gap, outcomes in order, and the last word is what the chain says. */
export async function checkEvents({ node }: Scene, ask: Ask): Promise<string[]> {
  if (!(await exists(ask, 'api.ledger_event'))) return [];
  const told = await ask<Told>(
    `SELECT first_seq AS first, last_seq AS last, outcome, block_number AS block,
       '0x' || encode(block_hash, 'hex') AS hash FROM api.ledger_event ORDER BY first_seq`,
  );
  const failures: string[] = [];
  const latest = new Map<string, Told>();
  let next = 1;
  for (const event of told) {
    const name = `block ${event.block} (${event.hash})`;
    if (Number(event.first) !== next)
      failures.push(`event ${next} is missing before ${event.first}`);
    next = Number(event.last) + 1;
    const before = latest.get(event.hash)?.outcome ?? 'nothing';
    if (!NEXT[before]?.includes(event.outcome)) {
      failures.push(`${name} was told as ${event.outcome} after ${before}`);
    }
    latest.set(event.hash, event);
  }
  const counts = new Map<string, number>();
  for (const { hash } of await journalled(ask)) counts.set(hash, (counts.get(hash) ?? 0) + 1);
  for (const [hash, count] of counts) {
    const last = latest.get(hash);
    const logs = last?.outcome === 'final' ? Number(last.last) - Number(last.first) + 1 : 0;
    if (logs !== count) failures.push(`${count} logs of ${hash} are final, ${logs} were told so`);
  }
  for (const { hash, outcome, block } of latest.values()) {
    if (outcome === 'retracted' || counts.has(hash)) continue;
    const now = await node.call<{ hash: string } | null>(
      'eth_getBlockByNumber',
      `0x${Number(block).toString(16)}`,
      false,
    );
    if (outcome === 'final' || now?.hash !== hash) {
      failures.push(`block ${block} (${hash}) is gone and was last told as ${outcome}`);
    }
  }
  return failures;
}
