import type { Ask, Scene } from './checks.ts';
import type { RawLog } from './workload.ts';

interface Told {
  hash: string;
  /** Under which command the ledger told of it; null where nobody here had asked. */
  told: string | null;
  /** The command whose transaction it is; null where it carries several. */
  own: string | null;
}

const TOLD = `SELECT '0x' || encode(l.transaction_hash, 'hex') AS hash, l.command_id AS told,
    a.command_id AS own
  FROM (SELECT transaction_hash, command_id FROM api.ledger_log
    UNION ALL SELECT transaction_hash, command_id FROM api.ledger_transfer) AS l
  LEFT JOIN api.chain_command_attempt a ON a.hash = l.transaction_hash`;

/** Every fact is told under the command that made it, and as nobody's where none here did. */
export async function checkAttribution(_scene: Scene, ask: Ask): Promise<string[]> {
  return (await ask<Told>(TOLD)).flatMap(({ hash, told, own }) =>
    told === own
      ? []
      : [`a fact of ${hash} was told as of ${told ?? 'nobody'}, it is of ${own ?? 'nobody'}`],
  );
}

/** What a restore came to. */
export interface Restored {
  /** Commands that were accepted and went with the database. */
  lost: number;
  /** Commands that got back the transaction they had been sent in. */
  recognised: number;
  /** Most of these of one signer in one block. */
  together: number;
}

export async function whatCame({ lane, database, losses }: Scene): Promise<Restored | null> {
  if (losses.restores === 0) return null;
  const blocks = await lane.sql<{ commands: string }>(
    database,
    `SELECT count(*) AS commands FROM api.chain_command c WHERE EXISTS (
       SELECT 1 FROM api.chain_command_event e WHERE e.command_id = c.id AND e.data ? 'recognised')
     GROUP BY signer_address, block_hash`,
  );
  const counts = blocks.map(({ commands }) => Number(commands));
  return {
    lost: losses.keys.size,
    recognised: counts.reduce((sum, count) => sum + count, 0),
    together: Math.max(0, ...counts),
  };
}

/** What the restored database does not know on the chain was only for commands that it lost. */
export async function checkForgotten(
  { commands, losses, node }: Scene,
  ask: Ask,
): Promise<string[]> {
  const stored = new Set(
    (
      await ask<{ hash: string }>(
        `SELECT '0x' || encode(hash, 'hex') AS hash FROM api.chain_command_attempt`,
      )
    ).map(({ hash }) => hash),
  );
  const told = new Set((await ask<Told>(TOLD)).map(({ hash }) => hash));
  const failures: string[] = [];
  for (const hash of losses.transactions.keys()) {
    if (stored.has(hash)) continue;
    const receipt = await node.call<{ logs: RawLog[] } | null>('eth_getTransactionReceipt', hash);
    const done = commands.filter(({ isDeed }) => receipt?.logs.some((log) => isDeed(log)));
    for (const { number, verb, message } of done) {
      if (!losses.keys.has(message.key)) {
        failures.push(`${hash} did command ${number} (${verb}), which did not get it back`);
      }
    }
    if (done.length > 0 && !told.has(hash)) failures.push(`nothing was told of ${hash}`);
  }
  return failures;
}
