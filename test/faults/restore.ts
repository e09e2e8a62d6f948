import { setTimeout as sleep } from 'node:timers/promises';
import type { Stage } from './inject.ts';
import type { Fault } from './plan.ts';

type Restore = Extract<Fault, { kind: 'restore' }>;

/** A copy waits no longer for what is to stand in it, nor a restore for what is to be lost. */
const PATIENCE_MS = 6_000;

/** What went with the database that a restore replaced, and is nowhere but on the chain. */
export class Losses {
  /** Of commands accepted after the backup. */
  readonly keys = new Set<string>();
  /** Transactions that the node has and the restored database does not, by hash; their exact bytes. */
  readonly transactions = new Map<string, string>();
  /** Keys of commands whose client does not know whether they were done, and asks no further. */
  readonly givenUp = new Set<string>();
  restores = 0;
}

/**
 * A copy of the database is taken while everybody works; later every process is killed, the copy put
 * in the database's place, and all begin again. The chain keeps what was done in between.
 */
export async function restore(stage: Stage, fault: Restore): Promise<void> {
  const { slots, node, lane, database, losses } = stage;
  const backup = await copyWhile(stage, fault);
  await sleep(fault.laterMs);
  await Promise.all(slots.map((slot) => slot.halt()));
  const [keys, sent] = [await keysOf(stage), await transactionsOf(stage)];
  await lane.putBack(database, backup);
  for (const key of await keysOf(stage)) keys.delete(key);
  for (const hash of (await transactionsOf(stage)).keys()) sent.delete(hash);
  for (const key of keys) losses.keys.add(key);
  for (const [hash, raw] of sent) {
    // Signed and never handed over: these bytes are gone for good.
    if (await node.call('eth_getTransactionByHash', hash)) losses.transactions.set(hash, raw);
  }
  losses.restores += 1;
  await sleep(fault.downMs);
  for (const slot of slots) slot.resume();
  await stage.askAgain([...keys]);
}

/**
 * What the copy has of commands: so many that wait, or that are sent and in no block, or what there
 * is just then. What waited is then sent and shares a block; what was sent may have become too cheap.
 */
async function copyWhile(stage: Stage, { waiting, commands, beforeMs, gwei }: Restore) {
  const { slots, node, lane, database } = stage;
  if (waiting === 'queued') for (const slot of slots) slot.cutOff(Infinity);
  if (waiting !== 'anyhow') node.stall(Infinity);
  await (waiting === 'anyhow' ? sleep(beforeMs) : standing(stage, [waiting], commands));
  const backup = await lane.backup(database);
  for (const slot of slots) slot.cutOff(0);
  if (waiting === 'queued') await standing(stage, ['sent'], commands);
  if (gwei > 0) await node.spike(gwei);
  node.stall(0);
  if (waiting !== 'anyhow') await standing(stage, ['mined', 'confirmed'], commands);
  return backup;
}

/** Waits until so many commands are there, not for ever: other faults may hold them up. */
async function standing(stage: Stage, states: string[], commands: number): Promise<void> {
  const text = 'SELECT count(*) FROM api.chain_command WHERE state = ANY($1)';
  for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline;) {
    // The server may be down, or this connection cut: that is another fault's doing.
    const rows = await stage.lane
      .sql<{ count: string }>(stage.database, text, [states])
      .catch(() => []);
    if (Number(rows[0]?.count) >= commands) return;
    await sleep(50);
  }
}

async function keysOf({ lane, database }: Stage): Promise<Set<string>> {
  const text = 'SELECT key FROM faults.intent';
  const rows = await lane.alone(() => lane.sql<{ key: string }>(database, text));
  return new Set(rows.map(({ key }) => key));
}

async function transactionsOf({ lane, database }: Stage): Promise<Map<string, string>> {
  const text = `SELECT '0x' || encode(hash, 'hex') AS hash, '0x' || encode(raw, 'hex') AS raw
    FROM api.chain_command_attempt`;
  const rows = await lane.alone(() => lane.sql<{ hash: string; raw: string }>(database, text));
  return new Map(rows.map(({ hash, raw }) => [hash, raw]));
}
