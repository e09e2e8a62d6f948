import type { EntityManager } from 'typeorm';
import { toBytes, toHex } from '../bytes.js';
import type { Block } from '../rpc/node.js';
import { row, rows } from '../rows.js';

/** How far the ledger has come on its chain. */
export interface Cursor {
  chainId: number;
  number: number;
  hash: string;
  time: Date;
}

/** The cursor as it is stored. */
export interface StoredCursor extends Cursor {
  genesisHash: string;
  /** The number the next event for outside consumers gets. */
  nextEvent: number;
}

interface CursorRow {
  genesis_hash: Buffer;
  block_number: string;
  block_hash: Buffer;
  block_time: Date;
  next_event: string;
}

/** The cursor, locked if `forUpdate`; null before the first start. */
export async function readCursor(
  em: EntityManager,
  chainId: number,
  forUpdate = false,
): Promise<StoredCursor | null> {
  const found = await row<CursorRow>(
    em,
    `SELECT genesis_hash, block_number, block_hash, block_time, next_event FROM api.ledger_cursor
     WHERE chain_id = $1 ${forUpdate ? 'FOR UPDATE' : ''}`,
    [chainId],
  );
  if (!found) return null;
  return {
    chainId,
    genesisHash: toHex(found.genesis_hash),
    number: Number(found.block_number),
    hash: toHex(found.block_hash),
    time: found.block_time,
    nextEvent: Number(found.next_event),
  };
}

export async function startCursor(
  em: EntityManager,
  chainId: number,
  genesisHash: string,
  block: Block,
  now: Date,
): Promise<void> {
  await em.query(
    `INSERT INTO api.ledger_cursor (chain_id, genesis_hash, block_number, block_hash, block_time,
       updated_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING`,
    [
      chainId,
      toBytes(genesisHash),
      block.number,
      toBytes(block.hash),
      new Date(block.timestamp * 1000),
      now,
    ],
  );
  await storeBlocks(em, [block]);
}

export async function moveCursor(
  em: EntityManager,
  cursor: Cursor,
  nextEvent: number,
  now: Date,
): Promise<void> {
  await em.query(
    `UPDATE api.ledger_cursor SET block_number = $2, block_hash = $3, block_time = $4,
       next_event = $5, updated_at = $6 WHERE chain_id = $1`,
    [cursor.chainId, cursor.number, toBytes(cursor.hash), cursor.time, nextEvent, now],
  );
}

export async function storeBlocks(em: EntityManager, blocks: Block[]): Promise<void> {
  await em.query(
    `INSERT INTO api.ledger_block (number, hash, parent_hash, time)
     SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[], $4::timestamptz[])
     ON CONFLICT (number) DO NOTHING`,
    [
      blocks.map((b) => b.number),
      blocks.map((b) => toBytes(b.hash)),
      blocks.map((b) => toBytes(b.parentHash)),
      blocks.map((b) => new Date(b.timestamp * 1000)),
    ],
  );
}

/** Kept blocks below or at a number, newest first. */
export async function keptBlocks(
  em: EntityManager,
  atMost: number,
  limit: number,
): Promise<{ number: number; hash: string; time: Date }[]> {
  const found = await rows<{ number: string; hash: Buffer; time: Date }>(
    em,
    'SELECT number, hash, time FROM api.ledger_block WHERE number <= $1 ORDER BY number DESC LIMIT $2',
    [atMost, limit],
  );
  return found.map((r) => ({ number: Number(r.number), hash: toHex(r.hash), time: r.time }));
}
