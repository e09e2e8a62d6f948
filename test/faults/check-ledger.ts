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
  const journal = await ask<{ name: string }>(
    `SELECT block_number || '/' || log_index || ' 0x' || encode(block_hash, 'hex') AS name
     FROM api.ledger_log`,
  );
  const kept = new Set(journal.map(({ name }) => name));
  for (const name of standing) {
    if (!kept.has(name)) failures.push(`the fact ${name} stands and is not in the journal`);
  }
  if (standing.length < kept.size) {
    failures.push(`${kept.size} facts are in the journal, ${standing.length} were told`);
  }
  return failures;
}
