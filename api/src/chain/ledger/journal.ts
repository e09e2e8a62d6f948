import type { EntityManager } from 'typeorm';
import { toAddress, toBytes, toHex } from '../bytes.js';
import type { Block } from '../rpc/node.js';
import { row, rows } from '../rows.js';
import { type Abis, decode, type DecodedLog, journalled } from './decode.js';
import type { Fact, LedgerContract } from './fact.js';
import type { Discovered, Range, Watched } from './fetch-range.js';

/** How far the ledger has come on its chain. */
export interface Cursor {
  chainId: number;
  number: number;
  hash: string;
  time: Date;
}

interface CursorRow {
  genesis_hash: Buffer;
  block_number: string;
  block_hash: Buffer;
  block_time: Date;
}

/** The cursor, locked if `forUpdate`; null before the first start. */
export async function readCursor(
  em: EntityManager,
  chainId: number,
  forUpdate = false,
): Promise<(Cursor & { genesisHash: string }) | null> {
  const found = await row<CursorRow>(
    em,
    `SELECT genesis_hash, block_number, block_hash, block_time FROM api.ledger_cursor
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

export async function moveCursor(em: EntityManager, cursor: Cursor, now: Date): Promise<void> {
  await em.query(
    `UPDATE api.ledger_cursor SET block_number = $2, block_hash = $3, block_time = $4,
       updated_at = $5 WHERE chain_id = $1`,
    [cursor.chainId, cursor.number, toBytes(cursor.hash), cursor.time, now],
  );
}

/** The fixed contracts and those the factory has made so far. */
export async function readContracts(em: EntityManager): Promise<[string, LedgerContract][]> {
  const found = await rows<{ address: Buffer; contract: LedgerContract }>(
    em,
    'SELECT address, contract FROM api.ledger_contract',
  );
  return found.map((r) => [toHex(r.address), r.contract]);
}

/** Writes a range into the journal and answers its facts, in the chain's order. */
export async function journalRange(em: EntityManager, range: Range): Promise<Fact[]> {
  await storeBlocks(em, range.blocks);
  await storeContracts(em, range.discovered);
  const times = new Map(range.blocks.map((b) => [b.number, new Date(b.timestamp * 1000)]));
  const commands = await commandsOf(em, range.logs);
  const facts = range.logs.map((log): Fact => {
    const blockTime = times.get(log.blockNumber);
    if (!blockTime) throw new Error(`the header of block ${log.blockNumber} is missing`);
    return {
      contract: log.contract,
      address: toAddress(toBytes(log.address)),
      event: log.event,
      args: log.args,
      blockNumber: log.blockNumber,
      blockHash: log.blockHash,
      blockTime,
      logIndex: log.logIndex,
      transactionHash: log.transactionHash,
      commandId: commands.get(log.transactionHash) ?? null,
    };
  });
  await storeLogs(em, range.logs, facts);
  return facts;
}

async function storeBlocks(em: EntityManager, blocks: Block[]): Promise<void> {
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

async function storeContracts(em: EntityManager, discovered: Discovered[]): Promise<void> {
  if (discovered.length === 0) return;
  await em.query(
    `INSERT INTO api.ledger_contract (address, contract, asset_key, block_number)
     SELECT * FROM unnest($1::bytea[], $2::text[], $3::bytea[], $4::bigint[])`,
    [
      discovered.map((d) => toBytes(d.address)),
      discovered.map((d) => d.contract),
      discovered.map((d) => toBytes(d.assetKey)),
      discovered.map((d) => d.blockNumber),
    ],
  );
}

async function commandsOf(em: EntityManager, logs: DecodedLog[]): Promise<Map<string, string>> {
  const hashes = [...new Set(logs.map((log) => log.transactionHash))];
  if (hashes.length === 0) return new Map();
  const found = await rows<{ hash: Buffer; command_id: string }>(
    em,
    'SELECT hash, command_id FROM api.chain_command_attempt WHERE hash = ANY($1)',
    [hashes.map(toBytes)],
  );
  return new Map(found.map((r) => [toHex(r.hash), r.command_id]));
}

/** Rows per INSERT: one JSON document each, so that topics need no nested arrays. */
const LOG_BATCH = 2_000;

async function storeLogs(em: EntityManager, logs: DecodedLog[], facts: Fact[]): Promise<void> {
  for (let i = 0; i < logs.length; i += LOG_BATCH) {
    const slice = logs
      .slice(i, i + LOG_BATCH)
      .map((log, j) => ({ log, fact: facts[i + j] as Fact }));
    await em.query(
      `INSERT INTO api.ledger_log (block_number, log_index, block_hash, block_time,
         transaction_hash, contract, address, event, topics, data, args, command_id)
       SELECT block_number, log_index, block_hash, block_time, transaction_hash, contract, address,
         event,
         ARRAY(SELECT decode(substr(topic, 3), 'hex') FROM unnest(string_to_array(topics, ',')) AS topic),
         data, args, command_id
       FROM unnest($1::bigint[], $2::int[], $3::bytea[], $4::timestamptz[], $5::bytea[], $6::text[],
         $7::bytea[], $8::text[], $9::text[], $10::bytea[], $11::jsonb[], $12::uuid[])
         AS l(block_number, log_index, block_hash, block_time, transaction_hash, contract, address,
           event, topics, data, args, command_id)`,
      [
        slice.map(({ log }) => log.blockNumber),
        slice.map(({ log }) => log.logIndex),
        slice.map(({ log }) => toBytes(log.blockHash)),
        slice.map(({ fact }) => fact.blockTime),
        slice.map(({ log }) => toBytes(log.transactionHash)),
        slice.map(({ log }) => log.contract),
        slice.map(({ log }) => toBytes(log.address)),
        slice.map(({ log }) => log.event),
        slice.map(({ log }) => log.topics.join(',')),
        slice.map(({ log }) => toBytes(log.data)),
        slice.map(({ log }) => journalled(log.args)),
        slice.map(({ fact }) => fact.commandId),
      ],
    );
  }
}

interface LogRow {
  block_number: string;
  log_index: number;
  block_hash: Buffer;
  block_time: Date;
  transaction_hash: Buffer;
  contract: LedgerContract;
  address: Buffer;
  topics: Buffer[];
  data: Buffer;
  command_id: string | null;
}

/** The facts above a block, newest first, read again from the journal. */
export async function factsAbove(em: EntityManager, abis: Abis, block: number): Promise<Fact[]> {
  const found = await rows<LogRow>(
    em,
    `SELECT block_number, log_index, block_hash, block_time, transaction_hash, contract, address,
       topics, data, command_id
     FROM api.ledger_log WHERE block_number > $1 ORDER BY block_number DESC, log_index DESC`,
    [block],
  );
  return found.flatMap((r) => {
    const raw = { topics: r.topics.map((topic) => toHex(topic)), data: toHex(r.data) };
    const decoded = decode(abis, r.contract, raw);
    if (!decoded) return [];
    return {
      ...decoded,
      contract: r.contract,
      address: toAddress(r.address),
      blockNumber: Number(r.block_number),
      blockHash: toHex(r.block_hash),
      blockTime: r.block_time,
      logIndex: r.log_index,
      transactionHash: toHex(r.transaction_hash),
      commandId: r.command_id,
    };
  });
}

/** Takes everything above a block out of the journal. */
export async function forgetAbove(em: EntityManager, block: number): Promise<void> {
  await em.query('DELETE FROM api.ledger_log WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.ledger_contract WHERE block_number > $1', [block]);
  await em.query('DELETE FROM api.ledger_block WHERE number > $1', [block]);
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

export const watchedFrom = (
  fixed: Iterable<[string, LedgerContract]>,
  made: Iterable<[string, LedgerContract]>,
): Watched =>
  new Map([...fixed, ...made].map(([address, contract]) => [address.toLowerCase(), contract]));
