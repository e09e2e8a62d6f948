import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../bytes.js';
import { rows } from '../rows.js';
import { byteaArray, int8Array } from './binary.js';
import { journalled } from './decode.js';
import type { Fact } from './fact.js';
import type { Range } from './fetch-range.js';

export const OUTCOMES = ['pending', 'final', 'retracted'] as const;

/**
 * What became of a log, for outside consumers: it is in a block that may still go (pending), in one
 * that is as deep as configured (final), or its block went (retracted).
 */
export type Outcome = (typeof OUTCOMES)[number];

/** A block and how many logs of ours it has. */
export interface CountedBlock {
  number: number;
  hash: string;
  logs: number;
}

type Placed = Pick<Fact, 'blockNumber' | 'blockHash'>;

/** The blocks that logs are in, oldest first. */
export function countLogs(...lists: readonly Placed[][]): CountedBlock[] {
  const counted = new Map<number, CountedBlock>();
  for (const list of lists) {
    for (const { blockNumber: number, blockHash: hash } of list) {
      const block = counted.get(number);
      if (block) block.logs += 1;
      else counted.set(number, { number, hash, logs: 1 });
    }
  }
  return [...counted.values()].sort((a, b) => a.number - b.number);
}

/**
 * Numbers events without a gap, in the transaction that moves the cursor and holds its lock. One row
 * tells the outcome of a whole block, so that catching up costs next to nothing for it.
 */
export class EventWriter {
  constructor(
    private readonly em: EntityManager,
    /** The number the next event gets. */
    public next: number,
  ) {}

  /** Tells an outcome of blocks in the order given; blocks without logs have nothing to tell. */
  async tell(outcome: Outcome, blocks: readonly CountedBlock[]): Promise<void> {
    const telling = blocks.filter(({ logs }) => logs > 0);
    if (telling.length === 0) return;
    const first = telling.map(({ logs }) => (this.next += logs) - logs);
    await this.em.query(
      `INSERT INTO api.ledger_event (first_seq, last_seq, outcome, block_number, block_hash)
       SELECT first_seq, first_seq + logs - 1, $1, block_number, block_hash
       FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bytea[])
         AS t(first_seq, logs, block_number, block_hash)`,
      [
        outcome,
        int8Array(first),
        int8Array(telling.map(({ logs }) => logs)),
        int8Array(telling.map(({ number }) => number)),
        hashes(telling),
      ],
    );
  }
}

const hashes = (blocks: readonly CountedBlock[]): Buffer =>
  byteaArray(
    blocks.map(({ hash }) => hash),
    32,
  );

/** Blocks above the final one as they were last told, oldest first. */
export async function pendingBlocks(em: EntityManager): Promise<CountedBlock[]> {
  const found = await rows<{ number: string; hash: Buffer; logs: number }>(
    em,
    'SELECT number, hash, logs FROM api.ledger_pending_block ORDER BY number',
  );
  return found.map((r) => ({ number: Number(r.number), hash: toHex(r.hash), logs: r.logs }));
}

/** Retracts what was pending from a block on, newest first. */
export async function retractPending(
  em: EntityManager,
  events: EventWriter,
  pending: readonly CountedBlock[],
  from: number,
): Promise<void> {
  const gone = pending.filter(({ number }) => number >= from);
  if (gone.length === 0) return;
  await events.tell('retracted', gone.toReversed());
  await em.query('DELETE FROM api.ledger_pending_block WHERE number >= $1', [from]);
}

/**
 * The first pending block that the chain no longer has, or Infinity. Of blocks with logs the range
 * always has the header: where it has none, the block with these logs is not there.
 */
export function forkOf(pending: readonly CountedBlock[], range: Range): number {
  const present = new Map(range.blocks.map(({ number, hash }) => [number, hash]));
  const lost = pending.find(({ number, hash, logs }) => {
    if (number < range.from || number > range.to) return false;
    const now = present.get(number);
    return now === undefined ? logs > 0 : now !== hash;
  });
  return lost?.number ?? Infinity;
}

/** Tells a range that the journal has now as final, after what it contradicts was retracted. */
export async function tellFinal(
  em: EntityManager,
  events: EventWriter,
  range: Range,
): Promise<void> {
  const pending = await pendingBlocks(em);
  await retractPending(em, events, pending, forkOf(pending, range));
  const final = countLogs(range.logs, range.transfers);
  await events.tell('final', final);
  if (pending.length > 0) {
    await em.query('DELETE FROM api.ledger_pending_block WHERE number <= $1', [range.to]);
  }
  // The journal has these logs now, also those of a block that had gone and came back.
  await em.query('DELETE FROM api.ledger_branch_log WHERE block_hash = ANY($1::bytea[])', [
    hashes(final),
  ]);
}

/** Tells what is new above the final block, after what went was retracted. */
export async function tellPending(
  em: EntityManager,
  events: EventWriter,
  range: Range,
  facts: readonly Fact[],
): Promise<void> {
  const pending = await pendingBlocks(em);
  const fork = Math.min(forkOf(pending, range), range.to + 1);
  await retractPending(em, events, pending, fork);
  const told = new Set(pending.filter(({ number }) => number < fork).map(({ hash }) => hash));
  const counts = new Map(
    countLogs(range.logs, range.transfers).map(({ hash, logs }) => [hash, logs]),
  );
  const fresh = range.blocks
    .filter(({ hash }) => !told.has(hash))
    .map(({ number, hash }) => ({ number, hash, logs: counts.get(hash) ?? 0 }));
  const added = new Set(fresh.map(({ hash }) => hash));
  await storeBranchLogs(
    em,
    facts.filter(({ blockHash }) => added.has(blockHash)),
  );
  await em.query(
    `INSERT INTO api.ledger_pending_block (number, hash, logs)
     SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::int[])`,
    [int8Array(fresh.map(({ number }) => number)), hashes(fresh), fresh.map(({ logs }) => logs)],
  );
  await events.tell('pending', fresh);
}

/** Retracts all above a block, newest first: `facts` are the journal's above it. */
export async function tellRetracted(
  em: EntityManager,
  events: EventWriter,
  facts: readonly Fact[],
): Promise<void> {
  await retractPending(em, events, await pendingBlocks(em), 0);
  await storeBranchLogs(em, facts);
  const gone = countLogs([...facts]);
  await events.tell('retracted', gone.toReversed());
}

/** Keeps logs that the journal does not have, so that their events can be read later. */
async function storeBranchLogs(em: EntityManager, facts: readonly Fact[]): Promise<void> {
  if (facts.length === 0) return;
  await em.query(
    `INSERT INTO api.ledger_branch_log (block_hash, log_index, block_number, block_time,
       transaction_hash, contract, address, event, args, command_id)
     SELECT * FROM unnest($1::bytea[], $2::int[], $3::bigint[], $4::timestamptz[], $5::bytea[],
       $6::text[], $7::bytea[], $8::text[], $9::jsonb[], $10::uuid[])
     ON CONFLICT DO NOTHING`,
    [
      facts.map((f) => toBytes(f.blockHash)),
      facts.map((f) => f.logIndex),
      facts.map((f) => f.blockNumber),
      facts.map((f) => f.blockTime),
      facts.map((f) => toBytes(f.transactionHash)),
      facts.map((f) => f.contract),
      facts.map((f) => toBytes(f.address)),
      facts.map((f) => f.event),
      facts.map((f) => journalled(f.args)),
      facts.map((f) => f.commandId),
    ],
  );
}
